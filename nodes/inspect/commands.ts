import type { RecipeCommand } from '../../models/recipe/recipe-command';
import { type Remark, remarkOf } from '../../models/words/remark';
import type { Station } from './station';

const RECIPE_COMMANDS: readonly string[] = ['train', 'cancel', 'reset'] satisfies RecipeCommand[];
const COMMANDS: readonly string[] = [...RECIPE_COMMANDS, 'pause', 'resume'];

export interface CommandAnswer {
  name: string;
  recipe: string;
  /** Why it failed, or null. */
  failure: Remark | null;
  /** Whether anything is other than before; a flow may say "pause" again and again. */
  changed: boolean;
}

interface Incoming {
  topic?: string;
  payload?: unknown;
  frame?: unknown;
  recipe?: unknown;
}

/** A frame may come on an MQTT topic called "train"; a command never carries a picture. */
export function isCommand(msg: Incoming): boolean {
  return (
    COMMANDS.includes(msg.topic ?? '') && msg.frame === undefined && !(msg.payload instanceof Uint8Array)
  );
}

/** Never rejects: a failure is an answer too. */
export async function runCommand(
  station: Station,
  msg: Incoming,
  defaultRecipe: string,
): Promise<CommandAnswer> {
  const name = msg.topic ?? '';
  const recipe = typeof msg.recipe === 'string' && msg.recipe !== '' ? msg.recipe : defaultRecipe;
  try {
    const { paused } = station;
    if (isRecipeCommand(name)) await station.command(recipe, name);
    else station.paused = name === 'pause';
    return { name, recipe, failure: null, changed: isRecipeCommand(name) || station.paused !== paused };
  } catch (error) {
    return { name, recipe, failure: remarkOf(error), changed: false };
  }
}

/** Whether a command is about the station as a whole. */
export function isForStation(name: string): boolean {
  return !isRecipeCommand(name);
}

function isRecipeCommand(name: string): name is RecipeCommand {
  return RECIPE_COMMANDS.includes(name);
}

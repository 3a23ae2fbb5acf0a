import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Sentence } from './sentence';

/** What `npm start` was asked for. */
export interface DemoOptions {
  host: string;
  /** Port of the Node-RED editor. */
  port: number;
  mqttPort: number;
  opcuaPort: number;
  /** Data set to replay; when absent the part is drawn. */
  frames?: string;
  contamination: number;
  seed: number;
  /** Frames a second. */
  rate: number;
  /** Length of the training window; when absent the frame source decides. */
  window?: number;
  defectRate: number;
  /** Node-RED's user directory: flows, windows and models of the demo. */
  directory: string;
  /** Link this checkout into the user directory instead of packing it, for developing. */
  link: boolean;
}

const help = `npm start -- [--frames DIR] [--contamination 0.1] [--seed 1] [--rate 5] [--window 60] [--defect-rate 0.08]
              [--directory .demo]
  PORT, MQTT_PORT, OPCUA_PORT and HOST in the environment move the editor, the broker and the OPC UA server.`;

/**
 * @param args command line after the program's name
 * @throws Sentence for an unknown option or a value out of range
 */
export function demoOptions(args: string[], env: NodeJS.ProcessEnv, root: string): DemoOptions {
  const values = parse(args);
  return {
    host: env.HOST || '127.0.0.1',
    port: number('PORT', env.PORT || '1880', 1, 65_535),
    mqttPort: number('MQTT_PORT', env.MQTT_PORT || '1883', 1, 65_535),
    opcuaPort: number('OPCUA_PORT', env.OPCUA_PORT || '4840', 1, 65_535),
    frames: values.frames,
    contamination: number('--contamination', values.contamination, 0, 0.5, false),
    seed: number('--seed', values.seed, 0, 2 ** 31),
    rate: number('--rate', values.rate, 0.01, 1000, false),
    window: values.window === undefined ? undefined : number('--window', values.window, 20, 10_000),
    defectRate: number('--defect-rate', values['defect-rate'], 0, 1, false),
    directory: values.directory ?? join(root, '.demo'),
    link: values.link,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        frames: { type: 'string' },
        contamination: { type: 'string', default: '0.1' },
        seed: { type: 'string', default: '1' },
        rate: { type: 'string', default: '5' },
        window: { type: 'string' },
        'defect-rate': { type: 'string', default: '0.08' },
        directory: { type: 'string' },
        link: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new Sentence(`${why}. Known options:\n  ${help}`);
  }
}

function number(name: string, text: string, low: number, high: number, whole = true): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new Sentence(`${name} is "${text}"; it must be ${kind} from ${low} to ${high}.`);
}

import { backbones } from '../backbones';
import { fitWindow, type WindowFit } from '../learning/fit';
import type { FitWarning } from '../learning/fit-warnings';
import { kindWarnings } from '../learning/two-kinds';
import type { Choice, WindowFrame } from '../learning/window';
import type { WindowHead } from '../learning/window-head';
import type { FrameLook } from '../sanity/look';
import { windowLook } from '../sanity/sanity';
import type { StationSettings } from '../station-settings';
import type { Fitted } from './fitted';
import type { FitSummary } from './recipe-status';

/**
 * Fits the model of a recipe on a window.
 * @param choices what a person decided about each frame, or nothing
 * @throws a sentence when too few frames are left
 */
export async function fitRecipe(
  frames: readonly WindowFrame[],
  choices: readonly (Choice | null)[],
  settings: StationSettings,
  head: WindowHead,
): Promise<Fitted> {
  const started = performance.now();
  const { patchDims } = backbones[settings.backbone];
  const fit = await fitWindow(frames, { ...settings, patchDims, choices }, head);
  const warnings = kindWarnings(frames.map(({ pooled }) => pooled));
  return {
    detector: fit.detector,
    summary: summarise(fit, warnings, settings, performance.now() - started),
    look: windowLook(looksOf(frames.filter((_, index) => fit.frames[index].kept))),
    frames: fit.frames,
    alike: fit.alike,
  };
}

export function looksOf(frames: readonly WindowFrame[]): FrameLook[] {
  return frames.flatMap(({ look }) => (look ? [look] : []));
}

function summarise(
  fit: WindowFit,
  warnings: readonly FitWarning[],
  { falseRejectTarget }: StationSettings,
  milliseconds: number,
): FitSummary {
  return {
    modelId: fit.detector.id,
    fittedAt: new Date().toISOString(),
    frames: fit.frames.length,
    removed: fit.frames.filter((frame) => !frame.kept).length,
    warnings: [...fit.warnings, ...warnings],
    falseRejectTarget,
    promisedFalseReject: fit.promisedFalseReject,
    milliseconds: Math.round(milliseconds),
  };
}

import { type BackboneName, backboneNames } from '../models/backbones';

/** Names with commas between them. @throws a sentence when there is no such backbone */
export function asBackbones(list: string): BackboneName[] {
  return list.split(',').map((name) => {
    const found = backboneNames.find((known) => known === name.trim());
    if (!found) throw new Error(`There is no backbone "${name}"; choose of ${backboneNames.join(', ')}.`);
    return found;
  });
}

/** Numbers with commas between them. @throws a sentence when one is none, or not from `least` to `most` */
export function numbers(option: string, list: string, least: number, most: number): number[] {
  return list.split(',').map((text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new Error(`--${option} takes numbers from ${least} to ${most}, not "${text}".`);
  });
}

/** @throws a sentence when the value is none of the known ones */
export function oneOf<Value extends string>(option: string, text: string, known: readonly Value[]): Value {
  const found = known.find((value) => value === text);
  if (found !== undefined) return found;
  throw new Error(`--${option} takes ${known.join(' or ')}, not "${text}".`);
}

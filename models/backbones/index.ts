import type { Backbone } from './backbone';
import { mobilenetV1 } from './mobilenet-v1';
import { resnet50 } from './resnet50';

export type { Backbone, Preprocessing, Tap, WeightsSource } from './backbone';

export type BackboneName = 'resnet50' | 'mobilenet-v1';

/** Every backbone that comes with the package. */
export const backbones: Record<BackboneName, Backbone> = {
  resnet50,
  'mobilenet-v1': mobilenetV1,
};

export const backboneNames: readonly BackboneName[] = ['resnet50', 'mobilenet-v1'];

export function isBackboneName(name: string): name is BackboneName {
  return backboneNames.some((known) => known === name);
}

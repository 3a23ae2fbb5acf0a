import { isDeepStrictEqual } from 'node:util';
import type { RegionOfInterest } from '../frame/frame';

/** What made a window's features; a model from another extractor cannot be used. */
export interface ExtractorVersion {
  backbone: string;
  graphVersion: number;
  inputSize: number;
  region: RegionOfInterest;
}

export function sameExtractor(left: ExtractorVersion, right: ExtractorVersion): boolean {
  return isDeepStrictEqual(left, right);
}

export function describeExtractor({ backbone, graphVersion, inputSize, region }: ExtractorVersion): string {
  const percent = [region.left, region.top, region.width, region.height].map((part) =>
    Math.round(part * 100),
  );
  return `${backbone} version ${graphVersion} at ${inputSize} pixels on the region ${percent.join('/')} %`;
}

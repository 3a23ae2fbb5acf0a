import { isDeepStrictEqual } from 'node:util';
import type { RegionOfInterest } from '../frame/frame';
import type { Remark } from '../words/remark';

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

export function describeExtractor({ backbone, graphVersion, inputSize, region }: ExtractorVersion): Remark {
  const percent = [region.left, region.top, region.width, region.height].map((part) =>
    Math.round(part * 100),
  );
  return {
    kind: 'extractor',
    backbone,
    version: String(graphVersion),
    pixels: inputSize,
    region: `${percent.join('/')} %`,
  };
}

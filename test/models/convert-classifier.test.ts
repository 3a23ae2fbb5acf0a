import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { type BackboneName, backbones } from '../../models/backbones';
import { classifierGraph } from '../../models/convert/graphs';
import { fetchTarball } from '../../models/convert/tarball';
import { untar } from '../../models/convert/untar';
import { readWeights } from '../../models/convert/weights';

const CACHE = join(__dirname, '..', '..', '.cache', 'weights');
const PICTURE = {
  package: '@tensorflow-models/mobilenet',
  version: '2.0.4',
  integrity:
    'sha512-fkcxDBldlYitDCV88xETwAQoBIC8xYKdDu80uBDuBZBfNC4k/jeVbZHM28WjvTDsJN7d7dYO4NbIkRAH0XHKSQ==',
  path: 'package/demo/coffee.jpg',
};
const COFFEE_MUG = 504;
const CUP = 968;

// The probabilities that the published models give for this picture: a wrong layer, weight order, padding or
// normalisation anywhere in the conversion moves them far.
const known: { name: BackboneName; offset: number; cup: number; mug: number }[] = [
  { name: 'resnet50', offset: 0, cup: 0.43, mug: 0.36 },
  // Its class 0 is "background".
  { name: 'mobilenet-v1', offset: 1, cup: 0.43, mug: 0.51 },
];

describe('the converted classifiers on the known picture', () => {
  let pixels = new Uint8Array();
  before(async () => {
    const files = await untar(await fetchTarball(PICTURE, CACHE), (path) => path === PICTURE.path);
    pixels = await sharp(files.get(PICTURE.path)).resize(224, 224, { fit: 'fill' }).raw().toBuffer();
  });

  for (const { name, offset, cup, mug } of known) {
    it(`${name} sees a cup of coffee`, async () => {
      const { network } = await readWeights(backbones[name].source, CACHE);
      const session = await InferenceSession.create(classifierGraph(backbones[name], network));
      const { classes } = await session.run({ image: new Tensor('uint8', pixels, [1, 224, 224, 3]) });
      const probability = (index: number): number => Number(classes.data[index + offset]);
      assert.equal(classes.data.length, 1000 + offset);
      assert.ok(Math.abs(probability(CUP) - cup) < 0.03, `cup ${probability(CUP)}`);
      assert.ok(Math.abs(probability(COFFEE_MUG) - mug) < 0.03, `coffee mug ${probability(COFFEE_MUG)}`);
      await session.release();
    });
  }
});

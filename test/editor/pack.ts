import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from './editor';

const root = join(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The node types that package.json names. */
export const nodeTypes = Object.keys(JSON.parse(read('package.json'))['node-red'].nodes);

/** Config nodes, and for each a node that uses it and the property that holds it. */
export const configNodes = {
  'sroc-mqtt': { user: 'sroc-camera-mqtt', property: 'broker' },
  'sroc-opcua': { user: 'sroc-camera-opcua', property: 'server' },
};

/** Those that lie in the palette. */
export const flowNodes = nodeTypes.filter((type) => !Object.hasOwn(configNodes, type));

export const icon = (type: string): string => read(`icons/${type}.svg`);

/** An importable example flow. */
export const example = (name: string) => JSON.parse(read(`examples/${name}.json`));

/** The text of a key such as `sroc-inspect.label.name`; undefined when the language has none. */
export function textOf(type: string, language: Language, key: string): unknown {
  const texts: unknown = JSON.parse(read(`nodes/locales/${language}/${type}.json`));
  return key.split('.').reduce((found: unknown, part) => member(found, part), texts);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

/** A node's help as it is written, inside its script tag. */
export function helpOf(type: string, language: Language): string {
  return read(`nodes/locales/${language}/${type}.html`).replace(/^<script[^>]*>|<\/script>\s*$/g, '');
}

/** Without white space, which the editor sets as it likes. */
export const squeeze = (text: string): string => text.replace(/\s+/g, '');

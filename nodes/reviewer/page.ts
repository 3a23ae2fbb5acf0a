import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/**
 * Serves the files that lie flat in `folder` below `<httpAdminRoot>/inspection/`. Their names are read once: what a
 * request asks for is looked up among them and never becomes a path.
 */
export function servePage(RED: NodeAPI, folder: string): void {
  const files = new Map(
    namesIn(folder)
      .filter((name) => extname(name) in TYPES)
      .map((name) => [name, { path: join(folder, name), type: TYPES[extname(name)] }]),
  );

  const send = async (response: Response, name: string) => {
    const file = files.get(name);
    const content = file && (await readFile(file.path).catch(() => null));
    if (content) response.set({ ...HEADERS, 'Content-Type': file.type }).send(content);
    else response.status(404).set(HEADERS).type('text/plain').send('There is no such page.\n');
  };

  RED.httpAdmin.get('/inspection', (request: Request, response: Response) => {
    // The page's own links are relative: they need the slash.
    if (request.path.endsWith('/')) return send(response, 'index.html');
    response.redirect('inspection/');
  });
  RED.httpAdmin.get('/inspection/:file', (request: Request, response: Response) =>
    send(response, String(request.params.file)),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

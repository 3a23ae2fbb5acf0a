// Makes the pictures of the docs: the demo flow in the editor, a reject with its heat map, and the reviewer.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { runLine } from '../demo/line';
import { demoOptions } from '../demo/options';
import { picturesOfReviewer } from './reviewer-pictures';

const root = resolve(__dirname, '..');
const images = join(root, 'docs', 'images');
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Until yield, scores and rejects are those of a line that runs, milliseconds. */
const SETTLED_MS = 60_000;

/** What the demo's flow keeps of the last reject. */
interface LastReject {
  text?: string;
  picture?: string;
}

async function pictureOfReject(editor: string): Promise<void> {
  for (;;) {
    const last: LastReject = await (await fetch(`${editor}line1/last`)).json();
    if (last.picture) {
      const jpeg = sharp(Buffer.from(last.picture, 'base64')).jpeg({ quality: 85 });
      await writeFile(join(images, 'reject.jpg'), await jpeg.toBuffer());
      console.log(`docs/images/reject.jpg: ${last.text}`);
      return;
    }
    await wait(500);
  }
}

async function picturesInBrowser(editor: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
  try {
    const page = await browser.newPage({ viewport: { width: 1180, height: 600 } });
    await page.goto(editor);
    await page.locator('.red-ui-flow-node-status-label', { hasText: /inspecting/ }).waitFor();
    await page.keyboard.press('Control+Space');
    await page.locator('.red-ui-flow-node-status-label', { hasText: /%/ }).waitFor();
    const png = await page.screenshot({ animations: 'disabled' });
    await writeFile(join(images, 'flow.png'), await sharp(png).png({ palette: true }).toBuffer());
    console.log('docs/images/flow.png: the editor');
    await picturesOfReviewer(browser, editor, images);
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  await mkdir(images, { recursive: true });
  const directory = await mkdtemp(join(tmpdir(), 'sroc-pictures-'));
  const options = demoOptions(['--directory', directory, '--link'], process.env, root);
  let stop = () => {};
  const stopped = new Promise<void>((done) => {
    stop = done;
  });
  try {
    let inspecting = () => {};
    const learned = new Promise<void>((done) => {
      inspecting = done;
    });
    const print = (line: string) => {
      console.log(line);
      if (/inspecting/.test(line)) inspecting();
    };
    const line = runLine(root, options, print, stopped);
    await Promise.race([learned, line]);
    const editor = `http://${options.host}:${options.port}/`;
    await pictureOfReject(editor);
    await wait(SETTLED_MS);
    await picturesInBrowser(editor);
    stop();
    await line;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

// Makes the operator guide's pictures of the reviewer, on the demo line.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';

const STATION = 'line1';
const RECIPE = 'flange';

interface Picture {
  name: string;
  view: string;
  size?: [width: number, height: number];
  look?: 'light' | 'dark';
  /** What a person does before the picture is taken. */
  act: (page: Page) => Promise<void>;
}

const seen = (part: string) => (page: Page) => page.locator(part).first().waitFor();

const pictures: Picture[] = [
  { name: 'reviewer-health', view: 'health', act: seen('.tile-good, .tile-bad') },
  { name: 'reviewer-panel', view: 'health', size: [800, 480], look: 'dark', act: seen('.tile-bad') },
  { name: 'reviewer-window', view: 'window', act: seen('.gallery img') },
  { name: 'reviewer-frame', view: 'window', look: 'dark', act: openFrame },
  { name: 'reviewer-scores', view: 'scores', act: moveThreshold },
  { name: 'reviewer-scores-large', view: 'scores', size: [1920, 1080], look: 'dark', act: moveThreshold },
  { name: 'reviewer-rejects', view: 'rejects', act: seen('.reject img') },
  { name: 'reviewer-reject', view: 'rejects', size: [800, 480], act: openReject },
  { name: 'reviewer-recipes', view: 'recipes', look: 'dark', act: seen('.recipe') },
  // Last: after it, another model judges.
  { name: 'reviewer-refit', view: 'window', act: refit },
];

/** @param editor address of Node-RED's editor */
export async function picturesOfReviewer(browser: Browser, editor: string, images: string): Promise<void> {
  for (const { name, view, size = [1280, 800], look = 'light', act } of pictures) {
    const page = await browser.newPage({ viewport: { width: size[0], height: size[1] }, colorScheme: look });
    await page.addInitScript(`localStorage.setItem('sroc-reviewer-open-to-all', '1')`);
    await page.goto(`${editor}inspection/#/station/${STATION}/${RECIPE}/${view}`);
    await act(page);
    await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined);
    await save(page, join(images, `${name}.jpg`));
    await page.close();
  }
  await pictureOfSidebar(browser, editor, join(images, 'reviewer-sidebar.jpg'));
}

async function save(page: Page, path: string): Promise<void> {
  const png = await page.screenshot({ animations: 'disabled' });
  await writeFile(path, await sharp(png).jpeg({ quality: 68, mozjpeg: true }).toBuffer());
  console.log(path);
}

async function openFrame(page: Page): Promise<void> {
  await page.locator('.gallery .is-removed').first().click();
  await page.locator('.viewer img').waitFor();
}

async function openReject(page: Page): Promise<void> {
  await page.locator('.reject-open').first().click();
  await page.locator('.viewer img').waitFor();
}

/** Puts a frame back and refits. */
async function refit(page: Page): Promise<void> {
  await page.locator('.gallery .is-removed').last().click();
  await page.locator('.segments .button').first().click();
  await page.keyboard.press('Escape');
  await page.locator('.pending-bar .button-main').click();
  await page.locator('.refit svg').first().waitFor();
}

async function moveThreshold(page: Page): Promise<void> {
  const line = page.getByRole('slider').first();
  await line.focus();
  for (let step = 0; step < 2; step++) await line.press('PageDown');
}

/** The editor with its sidebar, opened by the button on the node. */
async function pictureOfSidebar(browser: Browser, editor: string, path: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1180, height: 720 } });
  await page.addInitScript(`localStorage.setItem('sroc-reviewer-open-to-all', '1')`);
  await page.goto(editor);
  await page.locator('[id="demo-inspect"] .red-ui-flow-node-button').first().click();
  await page.locator('.app .tile-good, .app .tile-bad').first().waitFor();
  await save(page, path);
  await page.close();
}

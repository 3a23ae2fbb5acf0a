import type { Page } from 'playwright-core';

/** Addresses of the pictures that the page asks for from now on. */
export function picturesOf(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/picture?')) asked.push(request.url());
  });
  return asked;
}

/** Loads the page anew. @returns milliseconds from then until the first of these parts is seen */
export async function loading(page: Page, part: string): Promise<number> {
  const from = performance.now();
  await page.reload();
  await page.locator(part).first().waitFor();
  return performance.now() - from;
}

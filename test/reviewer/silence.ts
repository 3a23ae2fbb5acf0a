import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { TcpProxy } from '../tcp-proxy';
import { ReviewerPage } from './reviewer-page';
import type { Session } from './session';

/** Longer than the page waits for a sign of life, milliseconds. */
const SILENT_MS = 36_000;

/** The big tile while it says what is so now. */
const coloured = (page: Page): Locator => page.locator('.tile:not(.tile-off)');

export function silenceTests(session: () => Session): void {
  test('a connection that stays open and says nothing is lost, and comes back by itself', async (t) => {
    const { browser, line } = session();
    const cable = await TcpProxy.start(Number(new URL(line.runtime.url).port));
    t.after(() => cable.stop());
    const url = `http://127.0.0.1:${cable.port}`;
    const reviewer = await ReviewerPage.open(browser, line, { url, ownClock: true });
    const { page } = reviewer;
    await reviewer.text('Live', true).waitFor();
    await line.send('good');
    await coloured(page).getByText(line.lastPart).waitFor();
    cable.silence();
    await line.send('good');
    await page.clock.fastForward(SILENT_MS);
    await page.getByRole('status').getByText('The connection to Node-RED is lost').waitFor();
    await page
      .locator('.tile-off')
      .getByText(/^(OK|NG), \d\d s ago$/)
      .waitFor();
    cable.speak();
    await page.clock.fastForward(SILENT_MS);
    await reviewer.text('The connection to Node-RED is lost').waitFor({ state: 'detached' });
    await coloured(page).getByText(line.lastPart).waitFor();
    await reviewer.close();
  });

  test('a camera that is silent leaves no coloured tile behind, and the page says how old the verdict is', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { language: 'de-DE' });
    const { page } = reviewer;
    await line.send('good');
    await coloured(page).getByText(line.lastPart).waitFor();
    await page
      .locator('.tile-off')
      .getByText(/^(OK|NIO), vor \d\d s$/)
      .waitFor();
    await page
      .getByRole('status')
      .getByText(/^Seit \d\d s kein Bild/)
      .waitFor();
    await line.send('good');
    await coloured(page).getByText(line.lastPart).waitFor();
    await reviewer.close();
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeLarge } from './large-store';
import { RECIPE, STATION } from './line';
import { loading, picturesOf } from './loading';
import { ReviewerPage } from './reviewer-page';
import type { Session } from './session';

const LARGE = 'large';
const FRAMES = 1000;
const REJECTS = 5000;

const WINDOW_SEEN = '.gallery .frame-tile img';
/** Those in sight, and as many around them as scrolling may reach before the next are there. */
const MOST_THUMBNAILS = 150;

export function largeTests(session: () => Session): void {
  test(`a window of ${FRAMES} frames and ${REJECTS} rejects are shown, and only what is seen is sent`, async (t) => {
    const { browser, line } = session();
    await storeLarge(line.runtime.userDirectory, STATION, LARGE, RECIPE, {
      frames: FRAMES,
      rejects: REJECTS,
    });
    await line.addStation(LARGE);
    const reviewer = await ReviewerPage.open(browser, line, { view: 'health', station: LARGE });
    const { page } = reviewer;
    await page.getByRole('article', { name: LARGE }).getByText('Inspecting').first().waitFor();
    const asked = picturesOf(page);

    await page.goto(page.url().replace(/health$/, 'window'));
    const first = Date.now();
    await page.locator(WINDOW_SEEN).first().waitFor();
    t.diagnostic(`the window, read from the disk, was there after ${Date.now() - first} ms`);
    asked.length = 0;
    const windowMs = await loading(page, WINDOW_SEEN);
    t.diagnostic(
      `the window was there after ${Math.round(windowMs)} ms, ${asked.length} pictures were asked for`,
    );
    assert.equal(await reviewer.tiles().count(), FRAMES);
    assert.ok(asked.length < MOST_THUMBNAILS, `${asked.length} thumbnails`);

    await reviewer.tiles().last().scrollIntoViewIfNeeded();
    await reviewer.tiles().last().locator('img').waitFor();
    assert.ok(asked.length < 2 * MOST_THUMBNAILS, `${asked.length} thumbnails after a jump to the end`);

    await page.goto(page.url().replace(/window$/, 'rejects'));
    const rejectsMs = await loading(page, '.reject img');
    t.diagnostic(`the rejects were there after ${Math.round(rejectsMs)} ms`);
    await reviewer.text('5,000 rejects').waitFor();
    await reviewer.button('Show more (50 of 5,000)').click();
    await reviewer.button('Show more (100 of 5,000)').waitFor();
    assert.equal(await page.locator('.reject').count(), 100);
    assert.deepEqual(
      asked.filter((url) => !url.includes('as=thumbnail')),
      [],
    );
    await reviewer.close();
  });
}

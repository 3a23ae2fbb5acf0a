import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReviewerPage } from './reviewer-page';
import type { Session } from './session';

const views = {
  Health: '.tile',
  Window: '.gallery img',
  Scores: '.u-over',
  Rejects: '.bar',
  Recipes: '.recipe',
  Changes: '.change',
};

const places = [
  { size: [1280, 800], look: 'light' },
  { size: [1920, 1080], look: 'dark' },
  { size: [800, 480], look: 'dark' },
  { size: [800, 480], look: 'light' },
] as const;

/** What a finger needs. */
const FINGER = 44;

export function placesTests(session: () => Session): void {
  for (const { size, look } of places) {
    const [width, height] = size;
    test(`${width} x ${height}, ${look}: every view fits, can be touched, and axe finds nothing grave`, async () => {
      const { browser, line } = session();
      const reviewer = await ReviewerPage.open(browser, line, { size: [width, height], look });
      for (const [view, content] of Object.entries(views)) {
        await reviewer.go(view);
        await reviewer.page.locator(content).first().waitFor();
        await reviewer.assertFits(view);
        await reviewer.assertAccessible(view);
        const small = await reviewer.page.evaluate<string[]>(
          `[...document.querySelectorAll('button, select, .nav-way, .field input')]
            .filter((part) => part.offsetParent && !part.matches('.link'))
            .filter((part) => part.offsetHeight < ${FINGER} || part.offsetWidth < ${FINGER})
            .map((part) => part.outerHTML.slice(0, 200))`,
        );
        assert.deepEqual(small, [], `${view} has parts that are too small to touch`);
      }
      await reviewer.go('Rejects');
      await reviewer.button('Unjudged').click();
      await reviewer.page.locator('.unjudged-frame').first().waitFor();
      await reviewer.assertFits('Unjudged');
      await reviewer.assertAccessible('Unjudged');
      await reviewer.go('Window');
      await reviewer.tiles().first().click();
      await reviewer.page.getByRole('dialog').locator('img').waitFor();
      await reviewer.assertAccessible('a frame');
      await reviewer.close();
    });
  }

  test('as narrow as a phone the sign of the connection still has its word for screen readers', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { size: [400, 800] });
    const sign = reviewer.page.locator('.connection-live');
    await sign.waitFor();
    assert.match(await sign.ariaSnapshot(), /Live/);
    assert.ok(((await sign.boundingBox())?.width ?? FINGER) < FINGER);
    await reviewer.assertFits('Health');
    await reviewer.close();
  });

  test('by hand the colours are changed, and stay after a reload', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line);
    await reviewer.button('Dark colours').click();
    await reviewer.page.reload();
    await reviewer.button('Light colours').waitFor();
    assert.equal(await reviewer.page.locator('.app').getAttribute('data-theme'), 'dark');
    await reviewer.close();
  });

  test('in German, with numbers as Germans write them', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { language: 'de-DE' });
    await reviewer.text('Gutanteil').waitFor();
    await reviewer.page
      .locator('.glance-number b')
      .filter({ hasText: /^\d,\d\d$/ })
      .waitFor();
    assert.equal(await reviewer.page.evaluate('document.documentElement.lang'), 'de');
    await reviewer.close();
  });

  test('on a small panel too every way between the views has its whole German word', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { language: 'de-DE', size: [800, 480] });
    await reviewer.page.getByRole('link', { name: 'Lernfenster' }).waitFor();
    const cut = await reviewer.page.evaluate<string[]>(
      `[...document.querySelectorAll('.nav-way span')]
        .filter((word) => word.scrollWidth > word.clientWidth || word.offsetWidth > word.parentElement.clientWidth)
        .map((word) => word.textContent)`,
    );
    assert.deepEqual(cut, []);
    await reviewer.assertFits('Zustand');
    await reviewer.close();
  });

  test('in German too it says why a part was rejected', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { language: 'de-DE', view: 'rejects' });
    await reviewer.page.locator('.reject-open').first().click();
    await reviewer.text(/^Sein Wert \d+,\d\d liegt über der Schwelle 1\.$/).waitFor();
    await reviewer.close();
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { ReviewerPage, textOf } from './reviewer-page';
import type { Session } from './session';

export function unjudgedTests(session: () => Session): void {
  test('the count under Health leads to the parts: which, when, and why, without those of the learning', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line);
    const { page } = reviewer;
    await line.send('broken');
    const broken = line.lastPart;
    await page.locator('.tile').getByText('picture unreadable').waitFor();
    await line.send('black');
    const black = line.lastPart;
    await page.locator('.tile').getByText('picture is black').waitFor();
    await reviewer.button(/Unjudged.*1 × picture is black/).click();
    await reviewer.page.getByRole('region', { name: 'Unjudged' }).waitFor();
    const frames = page.locator('.unjudged-frame');
    await frames.nth(1).waitFor();
    assert.deepEqual(await parts(frames), [black, broken]);
    await frames.first().getByText('The picture is black: check the light').waitFor();
    assert.match(await textOf(frames.last()), /Trigger \d+.*picture unreadable.*See the camera's format/s);
    const at = await frames.first().locator('time').getAttribute('datetime');
    assert.ok(Math.abs(Date.parse(at ?? '') - Date.now()) < 60_000, `${at}`);
    assert.equal(
      await page.getByRole('link', { name: 'Rejects' }).getAttribute('aria-current'),
      'page',
      'the navigation does not say where one is',
    );
    await reviewer.assertAccessible('the unjudged parts');
    await line.send('good');
    await reviewer.close();
  });

  test('they are still there after a reload, new ones come by themselves, and a filter finds one of them', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'rejects' });
    const { page } = reviewer;
    const frames = page.locator('.unjudged-frame');
    await reviewer.button('Unjudged').press('Enter');
    await frames.nth(1).waitFor();
    await reviewer.button('Unjudged').and(page.locator(':focus')).waitFor();
    await page.reload();
    await frames.nth(1).waitFor();
    const before = await frames.count();
    await line.send('broken');
    await frames.nth(before).waitFor();
    assert.equal((await parts(frames))[0], line.lastPart);
    await page.getByLabel('Cause').selectOption('picture is black (1)');
    await reviewer.text('1 part').waitFor();
    assert.equal(await frames.count(), 1);
    await page.getByRole('searchbox', { name: 'Part' }).fill(line.lastPart);
    await reviewer.text('No part matches the filter.').waitFor();
    await reviewer.button('Clear').click();
    await frames.nth(before).waitFor();
    await reviewer.button('Rejected').click();
    await page.locator('.reject').first().waitFor();
    await line.send('good');
    await reviewer.close();
  });

  test('the last verdicts show where one is missing and say why', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line);
    const { page } = reviewer;
    const missing = page.locator('.verdict-strip .is-unjudged');
    await missing.first().waitFor({ state: 'attached' });
    assert.match(await textOf(missing.first().locator('title')), /^F\d+ · .* · picture unreadable$/);
    const drawn = page.getByRole('img', { name: /2 × picture unreadable, 1 × picture is black$/ });
    await drawn.waitFor();
    await reviewer.go('Scores');
    await drawn.waitFor();
    const marks = page.locator('.unjudged-mark');
    // Two came one after the other.
    assert.equal(await marks.count(), 2);
    assert.match(
      (await marks.first().getAttribute('title')) ?? '',
      / – .* · 1 × picture unreadable, 1 × picture is black$/,
    );
    await marks.last().hover();
    await reviewer.button(/2 × picture unreadable/).press('Enter');
    await page.locator('.unjudged-frame').first().waitFor();
    await reviewer.close();
  });

  test('in German, as narrow as a phone', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, {
      view: 'unjudged',
      language: 'de-DE',
      size: [400, 800],
    });
    await reviewer.text('Das Bild ist schwarz: Licht, Belichtung').waitFor();
    await reviewer.page.locator('.unjudged-frame').getByText('Bild nicht lesbar').first().waitFor();
    await reviewer.assertFits('Ohne Urteil');
    await reviewer.assertAccessible('Ohne Urteil');
    await reviewer.close();
  });
}

function parts(frames: Locator): Promise<string[]> {
  return frames.locator('.reject-part').allTextContents();
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReviewerPage, textOf } from './reviewer-page';
import type { Session } from './session';

export function scoresTests(session: () => Session): void {
  test('the threshold is dragged, what would flip is said at once, and applied with who and why', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'scores' });
    const { page } = reviewer;
    const box = await reviewer.threshold(0).boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + 90, { steps: 5 });
    await page.mouse.up();
    await reviewer.text(/of the last \d+ frames, \d+ more would be rejected/i).waitFor();
    const lowered = Number(await reviewer.threshold(0).getAttribute('aria-valuenow'));
    assert.ok(lowered < 0.9, `still ${lowered}`);
    assert.equal(Number(await reviewer.threshold(1).getAttribute('aria-valuenow')), lowered);

    await page.getByLabel('Note').fill('a new lamp');
    await reviewer.button('Apply').click();
    await reviewer.text(/Set by engineer on .* Note: a new lamp/).waitFor();
    assert.equal(Number(await reviewer.threshold(0).getAttribute('aria-valuenow')), 1);
    await reviewer.button('Automatic again').click();
    await reviewer.text('Automatic, for 1% false rejects.').waitFor();
    await reviewer.close();
  });

  test('the threshold moves by arrow keys too', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'scores' });
    const slider = reviewer.threshold(1);
    await slider.focus();
    await slider.press('ArrowRight');
    await slider.press('PageUp');
    assert.equal(await slider.getAttribute('aria-valuetext'), '1.11');
    await reviewer.button('Back').click();
    assert.equal(await slider.getAttribute('aria-valuetext'), '1.00');
    await reviewer.close();
  });

  test('a false-reject target is tried on the recent frames before it is applied', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'scores' });
    await reviewer.page.getByLabel('False rejects (%)').fill('15');
    await reviewer.text(/can vouch for about \d+(\.\d+)?% false rejects/).waitFor();
    assert.ok(Number(await reviewer.threshold(0).getAttribute('aria-valuenow')) < 1);
    await reviewer.close();
  });

  test('a verdict appears as it is given', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'scores' });
    const title = reviewer.page.getByRole('heading', { name: /^The last \d+ verdicts/ });
    const before = await textOf(title);
    await line.send('good');
    await title.filter({ hasNotText: before }).waitFor();
    await reviewer.close();
  });
}

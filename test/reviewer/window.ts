import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf, WINDOW } from './line';
import { ReviewerPage, textOf } from './reviewer-page';
import type { Session } from './session';

const defects = Array.from({ length: WINDOW }, (_, index) => index).filter(
  (index) => kindOf(index) === 'defect',
);

export function windowTests(session: () => Session): void {
  test('the gallery shows the window, the highest score first, with what was left out', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'window' });
    await reviewer.tiles().first().waitFor();
    assert.equal(await reviewer.tiles().count(), WINDOW);
    const scores = await reviewer.tiles().locator('.frame-tile-foot .number').allInnerTexts();
    assert.deepEqual(
      scores,
      [...scores].sort((left, right) => Number(right) - Number(left)),
    );
    assert.ok((await reviewer.tiles('removed').count()) >= defects.length);
    await reviewer.tiles().first().locator('img').waitFor();
    await reviewer.page.getByLabel('Show').selectOption('Left out');
    assert.equal(await reviewer.tiles('kept').count(), 0);
    await reviewer.close();
  });

  test('one frame is seen large, with and without its heat map, and by the arrow keys the next', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'window' });
    await reviewer.tiles().first().click();
    const dialog = reviewer.page.getByRole('dialog');
    const part = await textOf(dialog.getByRole('heading'));
    const heat = await dialog.getByRole('img', { name: part }).getAttribute('src');
    await dialog.getByRole('button', { name: 'Heat map' }).click();
    await dialog.locator(`img:not([src="${heat}"])`).waitFor();
    await reviewer.page.keyboard.press('ArrowRight');
    await dialog.getByRole('heading').filter({ hasNotText: part }).waitFor();
    await reviewer.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await reviewer.close();
  });

  test('a frame is put back and another left out, the window refitted, the change seen and undone', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'window' });
    const { page } = reviewer;
    const removed = reviewer.tiles('removed');
    await removed.first().waitFor();
    const before = await removed.count();
    await removed.last().click();
    await reviewer.button('Keep').click();
    await reviewer.text(/^This frame is left out: .* It will be kept after the refit\.$/).waitFor();
    await page.keyboard.press('Escape');
    await reviewer.text('1 frame changed').waitFor();
    await page.getByLabel('Note').fill('only dust');
    await reviewer.button('Refit').click();
    await page.getByRole('region', { name: 'What the refit changed' }).waitFor();
    await reviewer.text(`${before} of ${WINDOW} left out`).waitFor();
    assert.equal(await removed.count(), before - 1);
    await page.getByLabel('Show').selectOption('Decided by people');
    assert.equal(await reviewer.tiles().count(), 1);
    await page.getByLabel('Show').selectOption('All frames');

    await reviewer.button('Undo').click();
    await reviewer.removedAre(before);
    await reviewer.go('Changes');
    await reviewer.text('only dust').waitFor();
    assert.ok((await reviewer.text('engineer', true).count()) >= 2);
    await reviewer.close();
  });

  test('removed frames that look alike are one question, answered for all of them at once', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'window' });
    const question = reviewer.page.getByRole('region', { name: 'Removed frames that look alike' });
    await question.getByText('These 4 removed frames look alike').waitFor();
    const before = await reviewer.tiles('removed').count();
    await reviewer.button('A good variant: keep them').click();
    await question.waitFor({ state: 'detached' });
    assert.equal(await reviewer.tiles('removed').count(), before - 4);
    await reviewer.button('Undo').click();
    await question.waitFor();
    await reviewer.close();
  });
}

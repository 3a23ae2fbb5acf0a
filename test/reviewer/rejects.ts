import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { WINDOW } from './line';
import { ReviewerPage, textOf } from './reviewer-page';
import type { Session } from './session';

export function rejectsTests(session: () => Session): void {
  test('a reject is marked as good, added to the window, and refitted', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'rejects' });
    const { page } = reviewer;
    const first = page.locator('.reject').first();
    await first.locator('.reject-open').click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('img').waitFor();
    await reviewer.text(/^Its anomaly score, \d+\.\d\d, is above the threshold, 1\.$/).waitFor();
    await reviewer.assertAccessible('a reject');
    assert.ok(await reviewer.button('Add to the window and refit').isDisabled());
    const why = dialog.getByText('First say what it was.');
    await why.waitFor();
    await reviewer.button('This was good').click();
    await reviewer.text(/engineer said on .*: this was good/).waitFor();
    assert.equal(await why.count(), 0);
    await reviewer.button('Add to the window and refit').click();
    await page.getByRole('region', { name: 'What the refit changed' }).waitFor();
    await first.getByText('was good · learned').waitFor();
    await reviewer.go('Window');
    await reviewer.tiles().nth(WINDOW).waitFor();
    await reviewer.button('Undo').click();
    await reviewer.tiles().nth(WINDOW).waitFor({ state: 'detached' });
    await reviewer.close();
  });

  test('a defect that passed is found among the recent frames and kept as a miss', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'rejects' });
    const { page } = reviewer;
    await reviewer.button('A defect passed').click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('.frame-tile img').first().waitFor();
    await reviewer.assertAccessible('the recent frames');
    await dialog.locator('.frame-tile').first().click();
    await reviewer.button('This is a miss').click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByLabel('Feedback').selectOption('Was a miss');
    await page.locator('.reject').getByText('miss').waitFor();
    assert.equal(await page.locator('.reject').count(), 1);
    await reviewer.close();
  });

  test('rejects are found by part and time, and those that are chosen exported', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'rejects' });
    const { page } = reviewer;
    const rejects = page.locator('.reject');
    const part = await reviewer.secondRejected();
    await reviewer.showRejected(part);
    assert.equal(await textOf(rejects.locator('.reject-part')), part);
    await page.getByLabel('From').fill('2099-01-01T00:00');
    await reviewer.text('No reject matches').waitFor();
    await reviewer.button('Clear').click();
    await rejects.nth(1).waitFor();
    await reviewer.button(/^Choose all \d+$/).click();
    await reviewer.text('Only frames with feedback that are not in the window yet').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), reviewer.button('Export').click()]);
    assert.equal(download.suggestedFilename(), 'rejects-line1-flange.zip');
    const zip = await readFile(await download.path());
    assert.equal(zip.subarray(0, 2).toString(), 'PK');
    assert.ok(zip.includes('rejects.csv'));
    await reviewer.close();
  });

  test('what fails in a dialog is said in it, can be read on a small panel, and goes when it works', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'rejects', size: [800, 480] });
    const { page } = reviewer;
    await page.locator('.reject-open').last().click();
    const said = 'The engine is down; it is started again.';
    const failing = '**/sroc-inspection/rejects/feedback?*';
    await page.route(failing, (route) => route.fulfill({ status: 503, json: { error: said } }));
    await reviewer.button('This was good').click();
    const alert = page.getByRole('dialog').getByRole('alert');
    await alert.getByText(said).waitFor();
    // Would fail were it under something or out of sight.
    await alert.click({ trial: true });
    assert.equal(await page.locator('.toast').count(), 0);
    await page.unroute(failing);
    await reviewer.button('This was good').click();
    await alert.waitFor({ state: 'detached' });
    await reviewer.button('This was good').click();
    await reviewer.text('Feedback taken back').waitFor();
    await reviewer.close();
  });

  test('what fails outside of a dialog is said at once too', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'rejects' });
    const { page } = reviewer;
    await reviewer.button(/^Choose all \d+$/).click();
    await page.route('**/rejects/export?*', (route) => route.fulfill({ status: 500 }));
    await reviewer.button('Export').click();
    await page.getByRole('alert').getByText('Node-RED answered with an error (500)').waitFor();
    await reviewer.button('Dismiss').click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await reviewer.close();
  });

  test('a new reject appears in the list by itself', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'rejects' });
    await reviewer.page.locator('.reject').first().waitFor();
    await line.send('variant');
    await reviewer.page.locator('.reject-part').getByText(line.lastPart).waitFor();
    await reviewer.close();
  });
}

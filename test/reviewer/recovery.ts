import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RECIPE } from './line';
import { ReviewerPage, textOf } from './reviewer-page';
import type { Session } from './session';

export function recoveryTests(session: () => Session): void {
  test('a reload in the middle comes back to the same view and loses no window', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'window' });
    await reviewer.tiles('removed').last().click();
    await reviewer.button('Keep').click();
    await reviewer.page.keyboard.press('Escape');
    await reviewer.button('Refit').click();
    await reviewer.page.reload();
    await reviewer.tiles().first().waitFor();
    assert.equal(
      await reviewer.page.getByRole('link', { name: 'Window' }).getAttribute('aria-current'),
      'page',
    );
    await reviewer.button('Undo').and(reviewer.page.locator(':enabled')).click();
    await reviewer.page.getByRole('region', { name: 'What the refit changed' }).waitFor();
    await reviewer.close();
  });

  test('two browsers: what one changes, the other sees without asking', async () => {
    const { browser, line } = session();
    const [one, other] = await ReviewerPage.openAll(browser, line, [
      { view: 'window' },
      { view: 'window', user: 'guest', look: 'dark' },
    ]);
    await Promise.all([one.tiles('removed').first().waitFor(), other.tiles('removed').first().waitFor()]);
    const before = await other.tiles('removed').count();
    await one.button('A good variant: keep them').click();
    await other.removedAre(before - 4);
    await one.button('Undo').click();
    await other.removedAre(before);
    await one.close();
    await other.close();
  });

  test('the list of changes follows by itself, whatever is changed at the station', async () => {
    const { browser, line } = session();
    const [one, other] = await ReviewerPage.openAll(browser, line, [
      { view: 'recipes' },
      { view: 'changes', user: 'guest' },
    ]);
    const asked = one.page.getByRole('dialog');
    await other.page.locator('.change').first().waitFor();
    await one.button(`Duplicate ${RECIPE}`).click();
    await asked.getByLabel('Name').fill('watched');
    await asked.getByRole('button', { name: 'Duplicate' }).click();
    await other.text('as "watched"').waitFor();
    await one.button('Delete watched').click();
    await asked.getByLabel('Type watched to confirm').fill('watched');
    await asked.getByRole('button', { name: 'Delete' }).click();
    await other.page.locator('.change').first().getByText('watched').waitFor();
    await one.close();
    await other.close();
  });

  test('an answer that comes late does not hide what another person changed since', async () => {
    const { browser, line } = session();
    const [one, other] = await ReviewerPage.openAll(browser, line, [{ view: 'window' }, { view: 'window' }]);
    await one.tiles('removed').first().waitFor();
    const before = await one.tiles('removed').count();
    const answer = await one.hold('window/choices');
    await one.button('A good variant: keep them').click();
    await answer.answered;
    await one.removedAre(before - 4);
    await other.button('Undo').and(other.page.locator(':enabled')).click();
    await one.removedAre(before);
    answer.release();
    await one.page.getByRole('region', { name: 'What the refit changed' }).waitFor();
    await one.removedAre(before);
    await one.close();
    await other.close();
  });

  test('a reject that comes while feedback is on its way is still there afterwards', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'rejects' });
    const { page } = reviewer;
    await page.locator('.reject-open').last().click();
    const answer = await reviewer.hold('rejects/feedback');
    await reviewer.button('This was good').click();
    await answer.answered;
    await line.send('variant');
    const newest = page.locator('.reject-part').getByText(line.lastPart);
    await newest.waitFor();
    answer.release();
    await reviewer.text('Feedback noted').waitFor();
    await newest.waitFor();
    await reviewer.text(/engineer said on .*: this was good/).waitFor();
    await reviewer.close();
  });

  test('feedback that is answered after other rejects were asked for leaves those on the page', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'rejects' });
    const { page } = reviewer;
    const rejects = page.locator('.reject');
    const part = await reviewer.secondRejected();
    await rejects.last().locator('.reject-open').click();
    const answer = await reviewer.hold('rejects/feedback');
    await reviewer.button('This was good').click();
    await answer.answered;
    await page.keyboard.press('Escape');
    await reviewer.showRejected(part);
    answer.release();
    await reviewer.text(/Feedback (noted|taken back)/).waitFor();
    assert.equal(await textOf(rejects.locator('.reject-part')), part);
    await reviewer.close();
  });

  test('a recipe that another person deleted does not come back by a late answer', async () => {
    const { browser, line } = session();
    const [one, other] = await ReviewerPage.openAll(browser, line, [
      { view: 'recipes' },
      { view: 'recipes' },
    ]);
    const [spare, asked] = [one.page.locator('.recipe').getByText('spare'), one.page.getByRole('dialog')];
    await one.button(`Duplicate ${RECIPE}`).click();
    const answer = await one.hold('recipe/duplicate');
    await asked.getByLabel('Name').fill('spare');
    await asked.getByRole('button', { name: 'Duplicate' }).click();
    await answer.answered;
    await spare.first().waitFor();
    await other.button('Delete spare').click();
    await other.page.getByLabel('Type spare to confirm').fill('spare');
    await other.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await spare.first().waitFor({ state: 'detached' });
    answer.release();
    await asked.waitFor({ state: 'detached' });
    assert.equal(await spare.count(), 0);
    await one.close();
    await other.close();
  });

  test('what changed before a page could listen is shown once it can', async () => {
    const { browser, line } = session();
    const [one, other] = await ReviewerPage.openAll(browser, line, [{ view: 'window' }, { view: 'window' }]);
    await one.tiles('removed').first().waitFor();
    const before = await one.tiles('removed').count();
    await one.page.route('**/sroc-inspection/events', (route) => route.abort());
    await one.page.reload();
    await one.removedAre(before);
    await other.button('A good variant: keep them').click();
    await other.removedAre(before - 4);
    await one.page.unroute('**/sroc-inspection/events');
    await one.removedAre(before - 4);
    await other.button('Undo').click();
    await one.removedAre(before);
    await one.close();
    await other.close();
  });

  test('a lost connection is said, and comes back by itself with what was missed', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line);
    await reviewer.text('Live').waitFor();
    await reviewer.page.context().setOffline(true);
    line.dropConnections();
    await reviewer.text('The connection to Node-RED is lost').waitFor();
    await line.send('good');
    await reviewer.page.context().setOffline(false);
    await reviewer.text('The connection to Node-RED is lost').waitFor({ state: 'detached' });
    await reviewer.text(line.lastPart).first().waitFor();
    await reviewer.close();
  });
}

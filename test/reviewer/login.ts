import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD } from './line';
import { ReviewerPage } from './reviewer-page';
import type { Session } from './session';

export function loginTests(session: () => Session): void {
  test('nobody sees anything without a login; a wrong password is said, the right one opens the page', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { user: null, view: 'window' });
    const { page } = reviewer;
    await page.getByLabel('User name').fill('engineer');
    await page.getByLabel('Password').fill('wrong');
    await reviewer.assertAccessible('the login');
    await page.keyboard.press('Enter');
    await reviewer.text('do not fit').waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await reviewer.tiles('removed').first().waitFor();
    assert.match(page.url(), /\/window$/);
    await reviewer.button('Log out').click();
    await page.getByLabel('User name').waitFor();
    await reviewer.close();
  });

  test('who may only read sees everything, changes nothing and is told why', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { user: null, view: 'window' });
    const { page } = reviewer;
    await page.getByLabel('User name').fill('guest');
    await page.getByLabel('Password').fill(PASSWORD);
    await reviewer.button('Log in').click();
    await reviewer.text('lacks the permission').waitFor();
    assert.ok(await reviewer.button('A good variant: keep them').isDisabled());
    await reviewer.tiles('removed').first().click();
    assert.ok(await reviewer.button('Leave out').isDisabled());
    await page.keyboard.press('Escape');
    await reviewer.go('Scores');
    await reviewer.text('lacks the permission').waitFor();
    assert.equal(await reviewer.threshold(0).getAttribute('aria-disabled'), 'true');
    await reviewer.go('Recipes');
    assert.ok(await reviewer.button('Delete flange').isDisabled());
    assert.ok(await reviewer.button('Export flange').isEnabled());
    await reviewer.close();
  });

  test('who may not even look is told so', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { user: null });
    await reviewer.page.getByLabel('User name').fill('nobody');
    await reviewer.page.getByLabel('Password').fill(PASSWORD);
    await reviewer.button('Log in').click();
    await reviewer.text('your login does not permit this').waitFor();
    await reviewer.close();
  });
}

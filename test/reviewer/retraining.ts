import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RECIPE, WINDOW } from './line';
import { ReviewerPage } from './reviewer-page';
import type { Session } from './session';

const AGAIN = 'flange again';

export function retrainingTests(session: () => Session): void {
  test('while a recipe learns anew every view says how far it is, and nothing tells of the fit before', async () => {
    const { browser, line } = session();
    const [one, german] = await ReviewerPage.openAll(browser, line, [
      { view: 'recipes' },
      { language: 'de-DE', recipe: AGAIN },
    ]);
    const { page } = one;
    const asked = page.getByRole('dialog');
    await one.button(`Duplicate ${RECIPE}`).click();
    await asked.getByLabel('Name').fill(AGAIN);
    await asked.getByRole('button', { name: 'Duplicate' }).click();
    const card = page.locator('.recipe').filter({ hasText: AGAIN });
    await card.getByText(new RegExp(`\\d+ of ${WINDOW} left out`)).waitFor();
    const doubt = german.text(new RegExp(`^${AGAIN}: .* sehen gleich aus`));
    await doubt.waitFor();

    await one.button(`Train anew: ${AGAIN}`).click();
    await asked.getByRole('button', { name: 'Train anew' }).click();
    await doubt.waitFor({ state: 'detached' });
    await one.go('Recipes');
    await card.getByText(`0 / ${WINDOW}`).waitFor();
    for (const view of ['Lernfenster', 'Werte']) {
      await german.page.getByRole('navigation').getByRole('link', { name: view }).click();
      await german.page.getByRole('region', { name: view }).getByText(`0 von ${WINDOW} Bildern`).waitFor();
      await german.text(`${AGAIN} lernt neu`).waitFor();
      assert.equal(await german.text('has no detector').count(), 0);
    }

    // The way back stands wherever the window is awaited.
    await german.page.getByRole('button', { name: 'Lernen abbrechen' }).click();
    await card.getByText(new RegExp(`\\d+ of ${WINDOW} left out`)).waitFor();
    assert.equal(await one.button('Cancel the training').count(), 0);
    await german.page.getByRole('region', { name: 'Werte' }).getByText('Schwelle').first().waitFor();

    await one.button(`Delete ${AGAIN}`).click();
    await asked.getByLabel(`Type ${AGAIN} to confirm`).fill(AGAIN);
    await asked.getByRole('button', { name: 'Delete' }).click();
    await card.waitFor({ state: 'detached' });
    await one.close();
    await german.close();
  });
}

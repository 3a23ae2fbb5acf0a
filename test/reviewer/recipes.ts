import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RECIPE, STATION, WINDOW } from './line';
import { ReviewerPage } from './reviewer-page';
import type { Session } from './session';

export function recipesTests(session: () => Session): void {
  test('a recipe is exported to a file and imported under another name, window and all', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'recipes' });
    const { page } = reviewer;
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      reviewer.button(`Export ${RECIPE}`).click(),
    ]);
    assert.equal(download.suggestedFilename(), `${STATION}-${RECIPE}.sroc-recipe`);
    await page.locator('input[type=file]').setInputFiles(await download.path());
    const name = page.getByRole('dialog').getByLabel('Name');
    await name.fill(RECIPE);
    await reviewer.text(`There is a recipe ${RECIPE} already.`).waitFor();
    await name.fill('from another line');
    await page.getByRole('dialog').getByRole('button', { name: 'Import a recipe' }).click();
    await reviewer.button('from another line').click();
    await reviewer
      .tiles()
      .nth(WINDOW - 1)
      .waitFor();
    assert.match(page.url(), /from%20another%20line\/window$/);
    await reviewer.close();
  });

  test('a file that is no recipe is refused with a sentence', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'recipes' });
    const { page } = reviewer;
    const file = { name: 'holiday.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no recipe at all') };
    await page.locator('input[type=file]').setInputFiles(file);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Import a recipe' }).click();
    await dialog.getByRole('alert').getByText('the recipe file is damaged').waitFor();
    await reviewer.assertAccessible('a refused import');
    await reviewer.close();
  });

  test('a recipe is duplicated, renamed, and deleted when its name is typed once more', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'recipes' });
    const { page } = reviewer;
    const dialog = page.getByRole('dialog');
    await reviewer.button(`Duplicate ${RECIPE}`).click();
    await dialog.getByLabel('Name').fill('spare');
    await dialog.getByRole('button', { name: 'Duplicate' }).click();
    await reviewer.button('Rename spare').click();
    await dialog.getByLabel('Name').fill('spare part');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await reviewer.button('Delete spare part').click();
    const confirmed = dialog.getByRole('button', { name: 'Delete' });
    await dialog.getByLabel('Type spare part to confirm').fill('spare');
    assert.ok(await confirmed.isDisabled());
    await dialog.getByLabel('Type spare part to confirm').fill('spare part');
    await reviewer.assertAccessible('the question before a recipe is deleted');
    await confirmed.click();
    await reviewer.button('Delete spare part').waitFor({ state: 'detached' });
    await reviewer.close();
  });

  test('a refusal is told in the language of the page', async () => {
    const { browser, line } = session();
    const reviewer = await ReviewerPage.open(browser, line, { view: 'recipes', language: 'de' });
    const { page } = reviewer;
    const file = { name: 'urlaub.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no recipe at all') };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('dialog').getByRole('button', { name: 'Rezept importieren' }).click();
    await reviewer.text('Die Rezeptdatei ist beschädigt: das ist kein Datensatz').first().waitFor();
    await reviewer.close();
  });
}

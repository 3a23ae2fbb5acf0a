import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { Editor } from '../editor/editor';
import { assertAccessible } from './accessible';
import { STATION } from './line';
import { textOf } from './reviewer-page';
import type { Session } from './session';

/** The app within its shadow root, for axe. */
const APP = `{ fromShadowDom: ['#sroc-reviewer', '.app'] }`;
/** The sidebar is as narrow as the editor lets it be. */
const NARROW = 200;

export function sidebarTests(session: () => Session): void {
  test('the button on the node opens the sidebar at its station, at 200 px and in both themes', async () => {
    const { browser, line } = session();
    const context = await browser.newContext({ viewport: { width: 1300, height: 900 } });
    const suffix = `localStorage.setItem('auth-tokens', '{"access_token":"engineer"}')`;
    await context.addInitScript(suffix);
    const editor = await Editor.open(context, line.runtime.url);
    const { page } = editor;
    await editor.node(STATION).locator('.red-ui-flow-node-button').first().click();
    const app = page.locator('.app[data-place="sidebar"]');
    await app.getByRole('article', { name: STATION }).waitFor();
    await narrow(page);
    assert.ok(((await app.boundingBox())?.width ?? NARROW + 1) <= NARROW);
    for (const theme of ['light', 'dark']) {
      await page.evaluate(`document.documentElement.classList.toggle('nr-theme-dark', ${theme === 'dark'})`);
      await page.locator(`.app[data-theme="${theme}"]`).waitFor();
      for (const view of ['Health', 'Window', 'Scores', 'Rejects', 'Recipes', 'Changes']) {
        await app.getByRole('navigation').getByRole('link', { name: view }).click();
        await app.getByRole('region', { name: view, exact: true }).waitFor();
        assert.ok((await beyond(page)) <= 0, `${view} is ${await beyond(page)} px too wide`);
        await assertAccessible(page, APP, `${view} in the sidebar, ${theme}`);
      }
    }
    const link = app.getByRole('link', { name: 'Open the full page' });
    assert.match(
      (await link.getAttribute('href')) ?? '',
      /\/inspection\/#\/station\/line1\/flange\/changes$/,
    );
    await editor.close();
    await context.close();
  });

  test('keys that are pressed in the sidebar are not taken for those of the editor', async () => {
    const { browser, line } = session();
    const context = await browser.newContext({ viewport: { width: 1300, height: 900 } });
    await context.addInitScript(`localStorage.setItem('auth-tokens', '{"access_token":"engineer"}')`);
    const editor = await Editor.open(context, line.runtime.url);
    const { page } = editor;
    await editor.node(STATION).locator('.red-ui-flow-node-button').first().click();
    await editor.node(STATION).locator('.red-ui-flow-node').first().click();
    const app = page.locator('.app[data-place="sidebar"]');
    await app.getByRole('navigation').getByRole('link', { name: 'Rejects' }).click();
    const field = app.getByRole('searchbox', { name: 'Part' });
    await field.fill('x');
    for (const key of ['Backspace', 'Delete']) await field.press(key);
    assert.equal(await field.inputValue(), '');
    assert.equal(await editor.node(STATION).count(), 1);
    await editor.close();
    await context.close();
  });

  test("the node's dialog has a link to the page of its station", async () => {
    const { browser, line } = session();
    const context = await browser.newContext({ viewport: { width: 1300, height: 900 } });
    await context.addInitScript(`localStorage.setItem('auth-tokens', '{"access_token":"engineer"}')`);
    const editor = await Editor.open(context, line.runtime.url);
    await editor.edit(STATION);
    const link = editor.page.locator('#node-sroc-inspect-review');
    assert.equal((await textOf(link)).trim(), 'Window, scores and rejects');
    assert.match((await link.getAttribute('href')) ?? '', /\/inspection\/#\/station\/line1\/flange\/health$/);
    await editor.press('node-dialog-cancel');
    await editor.close();
    await context.close();
  });
}

async function narrow(page: Page): Promise<void> {
  await page.evaluate(`{
    const sidebar = document.querySelector('.red-ui-sidebar.red-ui-sidebar-right');
    sidebar.style.width = '${NARROW}px';
  }`);
}

function beyond(page: Page): Promise<number> {
  return page.evaluate<number>(`{
    const main = document.getElementById('sroc-reviewer').shadowRoot.querySelector('.main');
    main.scrollWidth - main.clientWidth;
  }`);
}

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Editor, type Language, languages } from './editor';
import { configNodes, flowNodes, helpOf, icon, nodeTypes, squeeze, textOf } from './pack';
import type { Session } from './session';

/** What the open dialog shows: every text with the key it was made from, and everything that a person may read. */
interface Dialog {
  keyed: { key: string; shown: string }[];
  texts: string[];
  /** Fields that the browser marks as wrong although nobody has touched them. */
  untouchedWrong: string[];
}

const readDialog = `(() => {
  const tray = [...document.querySelectorAll('.red-ui-tray')].at(-1);
  const form = tray.querySelector('form') ?? tray;
  const keyed = [...form.querySelectorAll('[data-i18n*="sroc-"]')].map((element) => {
    // Node-RED has put the name of the pack and the node before each key.
    const [, attribute, key] = /^(?:\\[(.*)\\])?(?:.*:)?(.*)$/.exec(element.dataset.i18n);
    const inside = attribute === undefined || attribute === 'html';
    return { key, shown: inside ? element.textContent : element.getAttribute(attribute) };
  });
  const attributes = ['title', 'placeholder', 'aria-label'];
  const texts = [tray, ...tray.querySelectorAll('*')].flatMap((element) => [
    ...[...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()),
    ...attributes.map((name) => element.getAttribute(name)),
  ]);
  const untouchedWrong = [...form.querySelectorAll('input:invalid, select:invalid')].map((element) => element.id);
  return { keyed, texts: texts.filter(Boolean), untouchedWrong };
})()`;

async function proveDialog(editor: Editor, type: string, language: Language): Promise<void> {
  const { keyed, texts, untouchedWrong } = await editor.page.evaluate<Dialog>(readDialog);
  assert.ok(keyed.length > 3, `${type}: the dialog has only ${keyed.length} texts`);
  const written = keyed.map(({ key }) => {
    const text = textOf(type, language, key);
    if (typeof text === 'string') return text;
    return assert.fail(`${type}: ${language} has no ${key}`);
  });
  const rendered = await editor.rendered(written);
  assert.deepEqual(
    keyed.map(({ shown }) => squeeze(shown)),
    rendered.map(squeeze),
    `${type} ${language}`,
  );
  // 'sroc-inspect.label.name' or 'label.name' where a catalogue has no such key.
  const untranslated = texts.filter((text) => /\bsroc-[a-z-]+[.:]\w|^\w+\.[a-z]\w*$/.test(text));
  assert.deepEqual(untranslated, [], `${type} ${language}`);
  assert.deepEqual(untouchedWrong, [], `${type}: wrong before anybody touched them`);
}

async function proveHelp(editor: Editor, type: string, language: Language): Promise<void> {
  await editor.topTray().locator('.red-ui-tray-footer-left button:has(.fa-book)').click();
  const help = editor.page.locator('.red-ui-help .red-ui-help');
  await help.waitFor();
  const shown = squeeze((await help.textContent()) ?? '');
  const [written] = await editor.rendered([helpOf(type, language)]);
  assert.ok(shown.length > 200, `${type}: help of ${shown.length} letters`);
  assert.equal(shown, squeeze(written), `${type}: help in ${language}`);
}

export function paletteTests(session: () => Session): void {
  for (const language of languages) {
    describe(`the editor in ${language}`, () => {
      let editor: Editor;
      before(async () => {
        editor = await session().open(language);
      });
      after(() => editor.close());

      test('has every node in the palette, under inspection, by its name and with its icon', async () => {
        const category = editor.page.locator('.red-ui-palette-category', { hasText: /^\s*inspection/ });
        const shown = await category.locator('.red-ui-palette-node').count();
        assert.equal(shown, flowNodes.length);
        for (const type of flowNodes) {
          const node = category.locator(`[data-palette-type="${type}"]`);
          const label = squeeze((await node.locator('.red-ui-palette-label').textContent()) ?? '');
          assert.equal(label, squeeze(String(textOf(type, language, `${type}.label.palette`))));
          const address = await node.locator('[data-palette-icon]').getAttribute('data-palette-icon');
          const answer = await editor.page.request.get(new URL(String(address), session().runtime.url).href);
          // Node-RED serves its own arrow for an icon that is not there.
          assert.equal(await answer.text(), icon(type), `${type}: ${address}`);
        }
      });

      test('has a dialog in this language and a help text for every node', async () => {
        for (const [index, type] of flowNodes.entries()) {
          await editor.edit(await editor.dragIn(type, 300, 100 + 90 * index));
          await proveDialog(editor, type, language);
          await proveHelp(editor, type, language);
          for (const [config, { user, property }] of Object.entries(configNodes)) {
            if (user !== type) continue;
            await editor.editConfig(property, 'add');
            await proveDialog(editor, config, language);
            await proveHelp(editor, config, language);
            await editor.press('node-config-dialog-cancel');
          }
          await editor.press('node-dialog-cancel');
        }
        const proven = [...flowNodes, ...Object.keys(configNodes)];
        assert.deepEqual(proven.sort(), [...nodeTypes].sort());
      });
    });
  }
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FlowNode } from '../nodes/runtime';
import type { Editor } from './editor';
import { configNodes, flowNodes } from './pack';
import type { Session } from './session';

let editor: Editor;

/** A variable in every field that can be typed into: of the open dialog, by the id of the field. */
const typeInAll = (variable: string) => `(() => {
  const form = [...document.querySelectorAll('.red-ui-tray')].at(-1).querySelector('form');
  const typed = [...form.querySelectorAll('input:not([type]), input[type=text], input[type=number]')];
  const fields = typed.filter(({ id }) => /^node-(config-)?input-|^sroc-plc-variable-/.test(id));
  for (const field of fields) $(field).val(${JSON.stringify(variable)}).trigger('change');
  return fields.filter((field) => field.value !== ${JSON.stringify(variable)} || field.classList.contains('input-error')).map(({ id }) => id);
})()`;

export function variableTests(session: () => Session): void {
  before(async () => {
    editor = await session().open();
  });
  after(() => editor.close());

  for (const type of flowNodes) {
    test(`every field of ${type} takes a variable and keeps it`, async () => {
      const id = await editor.dragIn(type, 400, 300);
      await editor.edit(id);
      const refused = await editor.page.evaluate<string[]>(typeInAll(`$\{VALUE}`));
      assert.deepEqual(refused, []);
      for (const [config, { user, property }] of Object.entries(configNodes)) {
        if (user !== type) continue;
        await editor.editConfig(property, 'add');
        assert.deepEqual(await editor.page.evaluate<string[]>(typeInAll(`$\{VALUE}`)), [], config);
        await editor.press('node-config-dialog-ok');
      }
      await editor.press('node-dialog-ok');
      // Config nodes are there for those that add them here.
      const wrong = (await editor.complaints(id)).filter(
        (complaint) => !/^(Broker|Connection): /.test(complaint),
      );
      assert.deepEqual(wrong, []);
      // A dialog that is opened and closed changes nothing.
      const stored = () => editor.page.evaluate<FlowNode>(`RED.nodes.convertNode(RED.nodes.node('${id}'))`);
      const before = await stored();
      await editor.edit(id);
      await editor.press('node-dialog-ok');
      assert.deepEqual(await stored(), before);
      await editor.remove(id);
    });
  }
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Editor } from './editor';
import type { Session } from './session';
import { type Case, configCases, type Fields, flowNodeCases, someNodeId } from './validator-cases';

let editor: Editor;

/** Wrong values are marked as they are typed in, right ones are not. */
async function proveMarks(prefix: string, { given, wrong, right }: Case): Promise<void> {
  const fill = async (fields: Fields) => {
    for (const [field, value] of Object.entries(fields)) await editor.fill(`${prefix}-${field}`, value);
  };
  const markedFields = async () => {
    const all = await Promise.all(Object.keys(wrong).map((field) => editor.marked(`${prefix}-${field}`)));
    return Object.keys(wrong).filter((_, index) => all[index]);
  };
  await fill(given ?? {});
  await fill(right);
  assert.deepEqual(await markedFields(), []);
  await fill(Object.fromEntries(Object.entries(wrong).map(([field, [value]]) => [field, value])));
  assert.deepEqual(await markedFields(), Object.keys(wrong));
}

/** Every complaint about a node is the sentence of a wrong field, and every wrong field has its own. */
async function proveSentences(id: string, { type, wrong }: Case, but: RegExp = /^$/): Promise<void> {
  const said = (await editor.complaints(id)).filter((complaint) => !but.test(complaint));
  assert.equal(said.length, Object.keys(wrong).length, `${type}: ${JSON.stringify(said)}`);
  for (const [field, [, sentence]] of Object.entries(wrong)) {
    assert.ok(
      said.some((complaint) => sentence.test(complaint)),
      `${type} ${field}: ${JSON.stringify(said)}`,
    );
  }
}

const noConfig = /^(Broker|Connection): /;

export function validatorTests(session: () => Session): void {
  before(async () => {
    editor = await session().open();
  });
  after(() => editor.close());

  for (const one of flowNodeCases) {
    test(`${one.type} marks what is wrong and says what is right`, async () => {
      const id = await editor.dragIn(one.type, 400, 300);
      await editor.edit(id);
      await proveMarks('node-input', one);
      await editor.press('node-dialog-ok');
      await proveSentences(id, one, noConfig);
      await editor.node(id).locator('.red-ui-flow-node-error').waitFor();

      await editor.edit(id);
      for (const [field, value] of Object.entries(one.right)) await editor.fill(`node-input-${field}`, value);
      await editor.press('node-dialog-ok');
      const left = await editor.complaints(id);
      // Who has a connection to choose is told so, by the name that the dialog gives it.
      assert.equal(left.length, one.type === 'sroc-inspect' ? 0 : 1, JSON.stringify(left));
      for (const complaint of left) assert.match(complaint, noConfig);
      await editor.remove(id);
    });
  }

  for (const one of configCases) {
    test(`${one.type} marks what is wrong and says what is right`, async () => {
      const user = await editor.dragIn(one.user, 400, 300);
      await editor.edit(user);
      await editor.editConfig(one.property, 'add');
      await proveMarks('node-config-input', one);
      await editor.press('node-config-dialog-ok');
      const id = await editor.page.locator(`#node-input-${one.property}`).inputValue();
      await proveSentences(id, one);

      await editor.editConfig(one.property, 'edit');
      for (const [field, value] of Object.entries(one.right)) {
        await editor.fill(`node-config-input-${field}`, value);
      }
      await editor.press('node-config-dialog-ok');
      assert.deepEqual(await editor.complaints(id), []);
      await editor.press('node-dialog-cancel');
      await editor.remove(user);
    });
  }

  test('a sentence is shown where the pointer rests on a wrong field', async () => {
    const id = await editor.dragIn('sroc-inspect', 400, 300);
    await editor.edit(id);
    await editor.fill('node-input-windowSize', '5');
    await editor.page.locator('#node-input-windowSize').hover();
    const popover = editor.page.locator('.red-ui-popover', { hasText: /from 20 to 1000/ });
    await popover.waitFor();
    await editor.press('node-dialog-cancel');
    await editor.remove(id);
  });

  test('a PLC without the variables of the handshake, and a variable that is no node id, are wrong', async () => {
    const id = await editor.dragIn('sroc-plc-opcua', 400, 300);
    const variables: [name: string, value: string, sentence: RegExp][] = [
      ['pass', '', /^A variable for pass or evaluation is needed\.$/],
      ['pass', someNodeId, /^A variable for valid is needed\.$/],
      ['valid', someNodeId, /^A variable for ack is needed when the PLC acknowledges\.$/],
      ['ack', 'Ack', /^ack: "Ack" is not a node id/],
    ];
    for (const [name, value, sentence] of variables) {
      await editor.edit(id);
      await editor.fill(`sroc-plc-variable-${name}`, value);
      assert.equal(await editor.marked(`sroc-plc-variable-${name}`), value === 'Ack', name);
      await editor.press('node-dialog-ok');
      const said = (await editor.complaints(id)).filter((complaint) => !noConfig.test(complaint));
      assert.equal(said.length, 1, JSON.stringify(said));
      assert.match(said[0], sentence);
    }
    await editor.edit(id);
    await editor.fill('sroc-plc-variable-ack', someNodeId);
    await editor.press('node-dialog-ok');
    assert.deepEqual(
      (await editor.complaints(id)).filter((complaint) => !noConfig.test(complaint)),
      [],
    );
    await editor.remove(id);
  });
}

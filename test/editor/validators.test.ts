import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startRuntime, type TestRuntime } from '../nodes/runtime';
import { Editor, quietEditor, startBrowser } from './editor';

let runtime: TestRuntime;
let browser: Browser;
let editor: Editor;

before(async () => {
  [runtime, browser] = await Promise.all([startRuntime(quietEditor), startBrowser()]);
  editor = await Editor.open(browser, runtime.url);
});
after(async () => {
  assert.deepEqual(editor.problems, []);
  await browser.close();
  await runtime.stop();
});

type Fields = Record<string, string | boolean>;

interface Case {
  type: string;
  /** Set first, and right in itself. */
  given?: Fields;
  /** A wrong value of each field, and what the editor says of it. */
  wrong: Record<string, [value: string, sentence: RegExp]>;
  /** Right values of the same fields. */
  right: Fields;
}

const noNodeId = /^"\w+" is not a node id\. Expected nsu=/;
const someNodeId = 'nsu=urn:line;s=Image';

const flowNodeCases: Case[] = [
  {
    type: 'sroc-inspect',
    wrong: {
      recipe: ['', /^Give the name of the recipe/],
      windowSize: ['5', /^The number of training frames must be a whole number from 20 to 1000\.$/],
      falseRejectTarget: ['0', /^The rate of false rejects \(%\) must be a number from 0\.01 to 20\.$/],
      roiLeft: ['100', /^The region's left edge \(%\) must be a number from 0 to 99\.$/],
      roiTop: ['-1', /^The region's top edge \(%\) must be a number from 0 to 99\.$/],
      roiWidth: ['0', /^The region's width \(%\) must be a number from 1 to 100\.$/],
      roiHeight: ['', /^The region's height \(%\) must be a number from 1 to 100\.$/],
      removalCap: ['51', /^The part of the window to remove .* from 0 to 50\.$/],
      deadlineMs: ['-1', /^The deadline \(ms\) must be a whole number from 0 to 600000\.$/],
      queueLimit: ['1.5', /^The number of frames in the queue must be a whole number from 1 to 10000\.$/],
      queueMegabytes: ['4001', /^The size of the queue \(MB\) must be a number from 1 to 4000\.$/],
    },
    right: {
      recipe: 'bolt',
      windowSize: '20',
      falseRejectTarget: '0.5',
      roiLeft: '10',
      roiTop: '99',
      roiWidth: '90',
      roiHeight: '1',
      removalCap: '0',
      deadlineMs: '0',
      queueLimit: '1',
      queueMegabytes: '4000',
    },
  },
  {
    type: 'sroc-camera-mqtt',
    given: { format: 'raw', triggerIdFrom: 'topic', partIdFrom: 'json' },
    wrong: {
      topic: ['line1/#/camera', /^Give a topic; \+ stands alone/],
      rawWidth: ['0', /^The width must be a number from 1 to 65535\.$/],
      rawHeight: ['65536', /^The height must be a number from 1 to 65535\.$/],
      limitMb: ['257', /^The largest message \(MB\) must be a number from 0\.001 to 256\.$/],
      triggerIdKey: ['triggerId', /^Give the number of a topic level/],
      partIdKey: ['', /^Give the name of the field/],
    },
    right: {
      topic: 'line1/+/camera/#',
      rawWidth: '640',
      rawHeight: '65535',
      limitMb: '0.5',
      triggerIdKey: '-1',
      partIdKey: 'part.id',
    },
  },
  {
    type: 'sroc-plc-mqtt',
    wrong: {
      topic: ['', /^Give the topic that verdicts are published on\.$/],
      statusTopic: ['line1/+', /^A topic to publish on has no \+ and no #\.$/],
      heartbeatTopic: ['line1/#', /^A topic to publish on has no \+ and no #\.$/],
      heartbeatMs: ['5', /^The heartbeat \(ms\), where it is not 0, must be a whole number from 10 to/],
      queueLimit: ['100001', /^The number of verdicts kept must be a whole number from 1 to 100000\.$/],
    },
    right: { topic: 'a', statusTopic: '', heartbeatTopic: '', heartbeatMs: '0', queueLimit: '1' },
  },
  {
    type: 'sroc-camera-opcua',
    given: { way: 'trigger' },
    wrong: {
      imageNode: ['', /^The image variable is needed\.$/],
      triggerNode: ['Trigger', noNodeId],
      triggerIdNode: ['TriggerId', noNodeId],
      queueSize: ['0', /^The queue holds 1 to 1000 values\.$/],
      sampling: ['60001', /^Sampling is 0 \(every change\) to 60000 ms\.$/],
    },
    right: {
      imageNode: someNodeId,
      triggerNode: 'ns=2;i=1001',
      triggerIdNode: '',
      queueSize: '1',
      sampling: '60000',
    },
  },
  {
    type: 'sroc-plc-opcua',
    given: { output: 'method' },
    wrong: {
      objectNode: ['', /^The object of the method is needed\.$/],
      methodNode: ['Deliver', noNodeId],
      methodFields: ['triggerId, passed', /^Unknown verdict fields: passed\.$/],
      deadline: ['-1', /^The deadline is 0 \(none\) or more ms\.$/],
      queueLimit: ['0', /^At least 1 verdict must be able to wait\.$/],
      heartbeat: ['', /^The heartbeat is 0 \(off\) or more ms\.$/],
    },
    right: {
      objectNode: someNodeId,
      methodNode: 'i=5',
      methodFields: 'pass',
      deadline: '0',
      queueLimit: '1',
      heartbeat: '0',
    },
  },
];

const configCases: (Case & { user: string; property: string })[] = [
  {
    type: 'sroc-mqtt',
    user: 'sroc-plc-mqtt',
    property: 'broker',
    given: { cleanSession: false },
    wrong: {
      host: ['mqtt://broker', /^Give the host name or IP address of the broker, without mqtt:/],
      port: ['99999', /^The port must be a whole number from 1 to 65535\.$/],
      keepAlive: ['-1', /^Keep alive must be a whole number from 0 to 65535\.$/],
      clientId: ['', /^Without a clean session .* give a client id\.$/],
    },
    right: { host: '192.168.0.10', port: '8883', keepAlive: '0', clientId: 'line1' },
  },
  {
    type: 'sroc-opcua',
    user: 'sroc-plc-opcua',
    property: 'server',
    wrong: {
      endpoint: ['opc.tcp://plc:99999', /^The port of an endpoint is 1 to 65535\.$/],
      requestTimeout: ['0', /^The time to answer is 1 to 120 seconds\.$/],
      maxMessage: ['513', /^The largest message is 1 to 512 MB\.$/],
    },
    right: { endpoint: 'opc.tcp://plc:4840/line', requestTimeout: '120', maxMessage: '1' },
  },
];

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

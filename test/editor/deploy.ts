import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectAsync, type MqttClient } from 'mqtt';
import { type Broker, startMosquitto } from '../brokers';
import { Recorder } from '../nodes/recorder';
import type { FlowNode } from '../nodes/runtime';
import type { Editor } from './editor';
import { example } from './pack';
import type { Session } from './session';

const password = 'a secret of the line';
let broker: Broker;
let editor: Editor;
/** A PLC that reads the station's status. */
let plc: MqttClient;
const statuses = new Recorder<string>();

/** What the runtime runs. */
async function running(url: string): Promise<FlowNode[]> {
  const answer = await fetch(`${url}/flows`);
  return answer.json();
}

export function deployTests(session: () => Session): void {
  before(async () => {
    broker = await startMosquitto({ users: { line1: password } });
    plc = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { username: 'line1', password });
    plc.on('message', (_, payload) => statuses.push(String(payload)));
    await plc.subscribeAsync('plant/line7/status');
    editor = await session().open();
  });
  after(async () => {
    await plc.endAsync();
    await editor.close();
    await session().runtime.deploy([]);
    await broker.close();
  });

  test('an imported example runs as it was changed in its dialogs, and the export keeps the password back', async () => {
    await editor.import(example('mqtt-line'));
    const [camera, inspect, station] = ['camera', 'inspect', 'plc'].map((name) => `mqtt-line-${name}`);
    await editor.openFlow('mqtt-line');
    for (const id of [camera, inspect, station]) assert.deepEqual(await editor.complaints(id), []);

    await editor.edit(station);
    await editor.fill('node-input-statusTopic', 'plant/line7/status');
    await editor.editConfig('broker', 'edit');
    await editor.fill('node-config-input-host', '127.0.0.1');
    await editor.fill('node-config-input-port', String(broker.port));
    await editor.fill('node-config-input-user', 'line1');
    await editor.fill('node-config-input-password', password);
    await editor.press('node-config-dialog-ok');
    await editor.press('node-dialog-ok');
    await editor.edit(inspect);
    await editor.fill('node-input-windowSize', '25');
    await editor.fill('node-input-backbone', 'mobilenet-v1');
    await editor.press('node-dialog-ok');
    await editor.deploy();

    const nodes = await running(session().runtime.url);
    const find = (type: string) => nodes.find((node) => node.type === type);
    assert.equal(String(find('sroc-inspect')?.windowSize), '25');
    assert.equal(find('sroc-inspect')?.backbone, 'mobilenet-v1');
    assert.equal(find('sroc-plc-mqtt')?.statusTopic, 'plant/line7/status');
    // The broker took the password, and the station tells what the window is that was typed in.
    await statuses.first((text) => text === 'collecting 0/25');

    const exported = await editor.exportAll();
    assert.match(exported, /"type":"sroc-mqtt"/);
    assert.match(exported, new RegExp(`"port":"?${broker.port}`));
    for (const text of [exported, JSON.stringify(nodes)]) assert.ok(!text.includes(password));
    const reopened = await session().open();
    await reopened.openFlow('mqtt-line');
    await reopened.edit(station);
    await reopened.editConfig('broker', 'edit');
    assert.equal(await reopened.page.locator('#node-config-input-user').inputValue(), 'line1');
    assert.equal(await reopened.page.locator('#node-config-input-password').inputValue(), '__PWRD__');
    await reopened.close();
  });

  test('a flow from before a setting was there is not marked wrong, and its dialogs show the defaults', async () => {
    const added = ['rejectLimit', 'rejectMegabytes', 'refine', 'verify', 'cleanSession'];
    const before = (node: FlowNode) =>
      Object.fromEntries(Object.entries(node).filter(([property]) => !added.includes(property)));
    const older = example('mqtt-line').map((node: FlowNode) => ({
      ...before(node),
      type: node.type,
      id: `older-${node.id}`,
      z: node.z && `older-${node.z}`,
      broker: node.broker && `older-${node.broker}`,
      wires: [],
    }));
    await editor.import(older);
    await editor.openFlow('older-mqtt-line');
    assert.deepEqual(await editor.complaints('older-mqtt-line-inspect'), []);
    await editor.edit('older-mqtt-line-inspect');
    assert.equal(await editor.page.locator('#node-input-rejectLimit').inputValue(), '1000');
    assert.ok(await editor.page.locator('#node-input-refine').isChecked());
    await editor.press('node-dialog-ok');
    assert.deepEqual(await editor.complaints('older-mqtt-line-inspect'), []);
    await editor.edit('older-mqtt-line-plc');
    await editor.editConfig('broker', 'edit');
    for (const property of ['verify', 'cleanSession'])
      assert.ok(await editor.page.locator(`#node-config-input-${property}`).isChecked(), property);
    await editor.press('node-config-dialog-cancel');
    await editor.press('node-dialog-cancel');
  });
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FlowNode } from '../nodes/runtime';
import type { Editor } from './editor';
import type { Session } from './session';

const variable = (value: string) => [{ name: 'STATION', type: 'str', value }];
const inspect = { type: 'sroc-inspect', station: `$\{STATION}`, recipe: 'cup', wires: [[], [], []] };
/** A station that has its name from its tab, and one that has it from the instance of a subflow. */
const flow: FlowNode[] = [
  { id: 'plant', type: 'tab', label: 'plant', env: variable('press') },
  { id: 'direct', z: 'plant', x: 200, y: 100, ...inspect },
  { id: 'line', type: 'subflow', name: 'line', in: [], out: [], env: variable('') },
  { id: 'inner', z: 'line', x: 200, y: 100, ...inspect },
  { id: 'once', type: 'subflow:line', z: 'plant', x: 200, y: 200, env: variable('oven'), wires: [] },
];

let editor: Editor;

export function stationTests(session: () => Session): void {
  before(async () => {
    await session().runtime.deploy(flow);
    editor = await session().open();
  });
  after(async () => {
    await editor.close();
    await session().runtime.deploy([]);
  });

  const link = (id: string, station: string) =>
    editor.page.locator(`${id}[href*="/inspection/#/station/${station}/"]`).waitFor();

  test('the button of a node opens the station that its variable names', async () => {
    await editor.openFlow('plant');
    await editor.node('direct').locator('.red-ui-flow-node-button').first().click();
    await link('.app[data-place="sidebar"] a', 'press');
    await editor.edit('direct');
    await link('#node-sroc-inspect-review', 'press');
    await editor.press('node-dialog-cancel');
  });

  test('in a subflow the link leads to the station of an instance, and the way back to the instance', async () => {
    await editor.page.evaluate(`RED.workspaces.show('line')`);
    await editor.edit('inner');
    await link('#node-sroc-inspect-review', 'oven');
    await editor.press('node-dialog-cancel');
    await editor.page.getByRole('combobox', { name: 'Station' }).selectOption('oven');
    await editor.page.getByRole('button', { name: 'Show the node on its flow' }).click();
    await editor.page.waitForFunction(`RED.workspaces.active() === 'plant'`);
    assert.ok(await editor.node('once').isVisible());
  });
}

import type { FlowNode } from './runtime';

/** Settings that an instance gives, and those that are made of them; Node-RED puts a variable only in a property of its own. */
const variables = [
  { name: 'STATION', type: 'str', value: '' },
  { name: 'WINDOW', type: 'num', value: '20' },
  { name: 'CAMERA', type: 'env', value: `$\{STATION}/camera` },
  { name: 'VERDICT', type: 'env', value: `$\{STATION}/verdict` },
  { name: 'STATUS', type: 'env', value: `$\{STATION}/status` },
];

/** A whole line as a subflow: camera, inspect, PLC, and what the station shows as the status of the instance. */
export function lineSubflow(change: Record<string, unknown> = {}): FlowNode[] {
  const z = 'line';
  return [
    {
      id: 'line',
      type: 'subflow',
      name: 'line',
      in: [],
      // What the station says leaves the instance as well.
      out: [{ wires: [{ id: 'inspect', port: 2 }] }],
      status: { wires: [{ id: 'watch', port: 0 }] },
      env: variables,
    },
    {
      id: 'camera',
      type: 'sroc-camera-mqtt',
      z,
      broker: 'broker',
      topic: `$\{CAMERA}`,
      wires: [['inspect']],
    },
    {
      id: 'inspect',
      type: 'sroc-inspect',
      z,
      station: `$\{STATION}`,
      recipe: 'default',
      windowSize: `$\{WINDOW}`,
      backbone: 'mobilenet-v1',
      inputSize: 128,
      wires: [['plc', 'seen'], [], ['plc']],
      ...change,
    },
    {
      id: 'plc',
      type: 'sroc-plc-mqtt',
      z,
      name: 'plc',
      broker: 'broker',
      topic: `$\{VERDICT}`,
      statusTopic: `$\{STATUS}`,
      statusFormat: 'json',
    },
    { id: 'seen', type: 'test-sink', z },
    { id: 'watch', type: 'status', z, scope: ['inspect'], wires: [[]] },
  ];
}

/** An instance of it on the tab `tab`, its output wired to the sink `<station>-told`. */
export const lineInstance = (station: string, window: number): FlowNode[] => [
  {
    id: station,
    type: 'subflow:line',
    z: 'tab',
    env: [
      { name: 'STATION', type: 'str', value: station },
      { name: 'WINDOW', type: 'num', value: String(window) },
    ],
    wires: [[`${station}-told`]],
  },
  { id: `${station}-told`, type: 'test-sink', z: 'tab' },
];

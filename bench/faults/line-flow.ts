/** A node of a flow file. */
export type FlowNode = { id: string; type: string } & Record<string, unknown>;

export const WINDOW = 20;

const place = { z: 'tab', x: 100, y: 100 };

/** Camera, inspect and PLC over MQTT, one row a station; errors go to a catch node, not to the log. */
export function mqttLines(
  stations: readonly string[],
  brokerPort: number,
  change: Record<string, unknown> = {},
) {
  const lines = stations.flatMap((station): FlowNode[] => [
    {
      ...place,
      id: `camera-${station}`,
      type: 'sroc-camera-mqtt',
      broker: 'broker',
      topic: cameraTopic(station),
      qos: 1,
      wires: [[`inspect-${station}`]],
    },
    {
      ...place,
      id: `train-${station}`,
      type: 'inject',
      props: [{ p: 'topic', vt: 'str' }],
      topic: 'train',
      repeat: '',
      once: false,
      wires: [[`inspect-${station}`]],
    },
    inspect(station, `plc-${station}`, change),
    {
      ...place,
      id: `plc-${station}`,
      type: 'sroc-plc-mqtt',
      broker: 'broker',
      topic: verdictTopic(station),
      statusTopic: statusTopic(station),
      statusFormat: 'json',
      qos: 1,
      queueLimit: 10_000,
      wires: [],
    },
  ]);
  return [
    ...tab,
    // The broker keeps frames of an outage for a client that comes back under the same name.
    {
      id: 'broker',
      type: 'sroc-mqtt',
      host: '127.0.0.1',
      port: brokerPort,
      cleanSession: false,
      keepAlive: 2,
    },
    ...lines,
  ];
}

export const cameraTopic = (station: string) => `plant/${station}/camera`;
export const statusTopic = (station: string) => `plant/${station}/status`;
export const verdictTopic = (station: string) => `plant/${station}/verdict`;

export const tab: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'plant' },
  { ...place, id: 'catch', type: 'catch', scope: null, uncaught: false, wires: [[]] },
];

export function inspect(station: string, plc: string, change: Record<string, unknown> = {}): FlowNode {
  return {
    ...place,
    id: `inspect-${station}`,
    type: 'sroc-inspect',
    station,
    recipe: 'a',
    windowSize: WINDOW,
    backbone: 'mobilenet-v1',
    inputSize: 128,
    wires: [[plc], [], [plc]],
    ...change,
  };
}

/** Camera, inspect and PLC of the demo's second line, over OPC UA. */
export function opcuaLine(endpoint: string): FlowNode[] {
  const camera = (name: string) => `nsu=urn:sroc:demo:line2;s=Line2.Camera.${name}`;
  const plc = (name: string) => `nsu=urn:sroc:demo:line2;s=Line2.Plc.${name}`;
  const fields = [
    'Pass',
    'Evaluation',
    'Reason',
    'TriggerId',
    'PartId',
    'Late',
    'Valid',
    'Ack',
    'Busy',
    'Ready',
  ];
  const key = (name: string) => name[0].toLowerCase() + name.slice(1);
  return [
    ...tab,
    { id: 'server', type: 'sroc-opcua', endpoint, securityMode: 'None', authentication: 'anonymous' },
    {
      ...place,
      id: 'camera-opcua',
      type: 'sroc-camera-opcua',
      server: 'server',
      way: 'trigger',
      imageNode: camera('Image'),
      triggerNode: camera('Trigger'),
      triggerKind: 'counter',
      partIdNode: camera('PartId'),
      format: 'encoded',
      queueSize: 100,
      discard: 'oldest',
      sampling: 0,
      wires: [['inspect-opcua']],
    },
    inspect('opcua', 'plc-opcua'),
    {
      ...place,
      id: 'plc-opcua',
      type: 'sroc-plc-opcua',
      server: 'server',
      output: 'variables',
      mode: 'acknowledged',
      validKind: 'toggle',
      variables: Object.fromEntries(fields.map((name) => [key(name), plc(name)])),
      ackTimeout: 2000,
      deadline: 6000,
      queueLimit: 500,
      heartbeat: 0,
      wires: [[]],
    },
  ];
}

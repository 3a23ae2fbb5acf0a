export type Fields = Record<string, string | boolean>;

/** Wrong and right values of a node's fields. */
export interface Case {
  type: string;
  /** Set first, and right in itself. */
  given?: Fields;
  /** A wrong value of each field, and what the editor says of it. */
  wrong: Record<string, [value: string, sentence: RegExp]>;
  /** Right values of the same fields. */
  right: Fields;
}

const besideText = /^A variable stands alone in its field/;
const noNodeId = /^"\w+" is not a node id\. Expected nsu=/;
export const someNodeId = 'nsu=urn:line;s=Image';

export const flowNodeCases: Case[] = [
  {
    type: 'sroc-inspect',
    wrong: {
      station: [`$\{LINE}-camera`, besideText],
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
      rejectLimit: ['0', /^The number of rejects kept must be a whole number from 1 to 100000\.$/],
      rejectMegabytes: ['0', /^The size of the rejects kept \(MB\) must be a number from 1 to 100000\.$/],
    },
    right: {
      station: `$\{LINE}`,
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
      rejectLimit: '5000',
      rejectMegabytes: '1',
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
      statusTopic: [`$\{LINE}/status`, besideText],
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

/** Config nodes, with a node that uses them and its property. */
export const configCases: (Case & { user: string; property: string })[] = [
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

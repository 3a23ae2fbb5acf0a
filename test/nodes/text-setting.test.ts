import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CameraMqttDef, cameraMqttOptions } from '../../nodes/camera/mqtt-options';
import { type BrokerDef, brokerSettings } from '../../nodes/mqtt/broker-node';
import { type PlcMqttDef, plcMqttOptions } from '../../nodes/mqtt/plc-options';
import { cameraSettings } from '../../nodes/opcua/camera-def';
import { type PlcDef, plcSettings } from '../../nodes/opcua/plc-def';

/** A node whose texts all come from variables that are numbers. */
function numbered<Def>(type: string, ...properties: (keyof Def)[]): Def {
  const def: unknown = { id: 'n', type, ...Object.fromEntries(properties.map((property) => [property, 3])) };
  return def as Def;
}

test('texts that come from number variables are texts', () => {
  const camera = cameraMqttOptions(
    numbered<CameraMqttDef>('sroc-camera-mqtt', 'topic', 'imageField', 'recipeKey'),
  );
  assert.deepEqual([camera.filter, camera.payload.imageField, camera.identity.recipe.key], ['3', '3', '3']);
  const plc = plcMqttOptions(numbered<PlcMqttDef>('sroc-plc-mqtt', 'topic', 'statusTopic', 'heartbeatTopic'));
  assert.deepEqual([plc.topic, plc.statusTopic, plc.heartbeatTopic], ['3', '3', '3']);
  const broker = brokerSettings(
    numbered<BrokerDef>('sroc-mqtt', 'host', 'clientId'),
    numbered('', 'password'),
    '',
  );
  assert.deepEqual([broker.host, broker.clientId, broker.password], ['3', '3', '3']);
  assert.equal(cameraSettings(numbered('sroc-camera-opcua', 'imageNode')).nodeIds.image, '3');
  const called = plcSettings({
    ...numbered<PlcDef>('sroc-plc-opcua', 'methodFields', 'objectNode', 'methodNode'),
    output: 'method',
  });
  assert.deepEqual(called.method, { objectId: '3', methodId: '3', fields: ['3'] });
});

test('texts that are missing are empty', () => {
  assert.equal(cameraMqttOptions(numbered<CameraMqttDef>('sroc-camera-mqtt')).filter, '');
  assert.equal(brokerSettings(numbered<BrokerDef>('sroc-mqtt'), {}, '').user, '');
});

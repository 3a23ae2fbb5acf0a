import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DataType, NodeId } from 'node-opcua-client';
import { toVariant, typeProblem } from '../../../nodes/opcua/data-types';
import { asLate } from '../../../nodes/opcua/late';
import { nodeIdProblem, toNodeId, toStored } from '../../../nodes/opcua/node-id';
import { TriggerEdge } from '../../../nodes/opcua/trigger-edge';
import { toTriggerId } from '../../../nodes/opcua/trigger-id';
import { ValueHistory } from '../../../nodes/opcua/value-history';
import { verdict } from './verdicts';

describe('node ids', () => {
  const table = ['http://opcfoundation.org/UA/', 'urn:server', 'urn:plant;line=1', 'urn:100%'];

  it('finds the namespace by its URI wherever it stands', () => {
    assert.equal(toNodeId('nsu=urn:server;s=A;B', table).toString(), 'ns=1;s=A;B');
    assert.equal(toNodeId('nsu=urn:server;s=A', [table[0], 'urn:new', 'urn:server']).toString(), 'ns=2;s=A');
    assert.equal(toNodeId('i=2258', table).toString(), 'ns=0;i=2258');
    assert.equal(toNodeId('ns=1;i=7', table).toString(), 'ns=1;i=7');
  });
  it('escapes what would end the URI', () => {
    assert.equal(toStored(new NodeId(NodeId.NodeIdType.STRING, 'x', 2), table), 'nsu=urn:plant%3Bline=1;s=x');
    assert.equal(toStored(new NodeId(NodeId.NodeIdType.STRING, 'x', 3), table), 'nsu=urn:100%25;s=x');
  });
  it('comes back from its stored form', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 }), fc.string({ minLength: 1 }), (namespace, name) => {
        const nodeId = new NodeId(NodeId.NodeIdType.STRING, name, namespace);
        const back = toNodeId(toStored(nodeId, table), table);
        assert.deepEqual([back.namespace, back.value], [namespace, name]);
      }),
    );
  });
  it('says what is wrong', () => {
    assert.match(nodeIdProblem('Line.Pass') ?? '', /is not a node id/);
    assert.throws(() => toNodeId('nsu=urn:gone;s=x', table), /no namespace urn:gone/);
  });
});

describe('values in the type of their variable', () => {
  const scalar = (dataType: DataType, writable = true) => ({ dataType, valueRank: -1, writable });

  it('rounds and limits whole numbers, and makes NaN of what is missing', () => {
    assert.equal(toVariant(65535, DataType.UInt16).value, 65535);
    assert.equal(toVariant(70000, DataType.Int16).value, 32767);
    assert.equal(toVariant(-3, DataType.Byte).value, 0);
    assert.deepEqual(toVariant(-1, DataType.Int64).value, [4294967295, 4294967295]);
    assert.deepEqual(toVariant(5, DataType.UInt64).value, [0, 5]);
    assert.ok(Number.isNaN(toVariant(null, DataType.Float).value));
    assert.equal(toVariant(true, DataType.Byte).value, 1);
    assert.equal(toVariant(undefined, DataType.String).value, '');
    assert.equal(
      toVariant('2026-01-02T03:04:05Z', DataType.DateTime).value.getTime(),
      Date.UTC(2026, 0, 2, 3, 4, 5),
    );
    assert.equal(toVariant('yesterday', DataType.DateTime).value.toISOString(), '1601-01-01T00:00:00.000Z');
  });
  it('refuses types that cannot hold the field', () => {
    assert.equal(typeProblem('count', 65535, scalar(DataType.UInt16)), undefined);
    assert.match(
      typeProblem('count', 65535, scalar(DataType.Int16)) ?? '',
      /ends at 32767; the value goes up to 65535/,
    );
    assert.match(typeProblem('real', 0, scalar(DataType.Int32)) ?? '', /Float or Double is needed/);
    assert.match(typeProblem('flag', 0, scalar(DataType.String)) ?? '', /Boolean or an integer/);
    assert.match(typeProblem('flag', 0, scalar(DataType.Boolean, false)) ?? '', /may not be written/);
    assert.match(typeProblem('flag', 0, { ...scalar(DataType.Boolean), valueRank: 1 }) ?? '', /is an array/);
  });
});

describe('triggers', () => {
  it('takes the first value as where things stand, and counts what it missed', () => {
    const edge = new TriggerEdge('counter');
    assert.deepEqual(edge.next(65534), []);
    assert.deepEqual(edge.next(1), [
      { count: 65535, missed: true },
      { count: 1, missed: false },
    ]);
    assert.deepEqual(edge.next(1), []);
    assert.deepEqual(edge.next(30000), [{ count: 30000, missed: false }], 'a reset, not 29,999 missed parts');
  });
  it('never takes 0 for a trigger: counters skip it, and a restarted PLC begins there', () => {
    const edge = new TriggerEdge('counter');
    edge.next(65535);
    assert.deepEqual(edge.next(1), [{ count: 1, missed: false }]);
    edge.next(500);
    assert.deepEqual(edge.next(0), []);
    assert.deepEqual(edge.next(2), [
      { count: 1, missed: true },
      { count: 2, missed: false },
    ]);
  });
  it('counts in the lower 16 bits of any integer type, jumps included', () => {
    const counts = (values: unknown[]) => {
      const edge = new TriggerEdge('counter');
      return values.flatMap((value) => edge.next(value)).map(({ count }) => count);
    };
    assert.deepEqual(counts([69_999, 70_000, 80_000]), [70_000 - 65_536, 80_000 - 65_536], 'UInt32');
    assert.deepEqual(counts([32_767, -32_768, -32_767]), [32_768, 32_769], 'Int16');
    assert.deepEqual(
      counts([
        [0, 4_294_967_295],
        [1, 1],
        [1, 2],
      ]),
      [1, 2],
      'Int64',
    );
  });
  it('takes no value again that a server repeats after a cut, and takes a counter that is reset', () => {
    const edge = new TriggerEdge('counter');
    const counts = (...values: [count: number, time: number][]) =>
      values.flatMap(([count, time]) => edge.next(count, time)).map(({ count }) => count);
    assert.deepEqual(counts([40, 1000], [41, 1010], [42, 1020]), [41, 42]);
    assert.deepEqual(counts([40, 1000], [41, 1010], [42, 1020], [43, 1030]), [43]);
    assert.deepEqual(counts([1, 2000], [2, 2010]), [1, 2], 'the PLC was restarted');
    assert.deepEqual(counts([3, 500], [4, 510]), [3, 4], 'its clock was set back');
  });
  it('goes on behind the trigger that the camera before it answered last', () => {
    const edge = new TriggerEdge('counter', 7);
    assert.deepEqual(edge.next(9), [
      { count: 8, missed: true },
      { count: 9, missed: false },
    ]);
  });
  it('takes rising edges only', () => {
    const edge = new TriggerEdge('edge');
    assert.deepEqual(
      [true, false, true, true, false].map((value) => edge.next(value).length),
      [0, 0, 1, 0, 0],
    );
  });
});

describe('a trigger id', () => {
  it('is refused, not cut to size, when it is out of range: it could be the id of another part', () => {
    assert.deepEqual([0, 65_535, '7', [0, 9]].map(toTriggerId), [0, 65_535, 7, 9]);
    for (const wrong of [65_536, -1, 1.5, [1, 9], true, null, 'x', undefined]) {
      assert.equal(toTriggerId(wrong), undefined, String(wrong));
    }
  });
});

describe('the value at a time', () => {
  it('waits until nothing older can still come', async () => {
    const history = new ValueHistory<string>();
    history.add(10, 'a');
    const asked = history.at(25, 30, 10_000);
    history.add(20, 'b');
    history.add(30, 'c');
    assert.equal(await asked, 'b');
    assert.equal(await history.at(5, 30, 10_000), undefined);
    assert.equal(await history.at(25, 99, 1), undefined);
  });
});

describe('a late verdict', () => {
  it('is a reject under its own id, and stays undefined while learning', () => {
    const late = asLate(verdict(5), 1200.4, 1000);
    assert.deepEqual([late.triggerId, late.pass, late.evaluation, late.late], [5, false, 3, true]);
    assert.match(
      late.reason,
      /^Late: 1200 ms after its frame, 1000 ms are allowed\. Before that: within the threshold$/,
    );
    assert.equal(asLate(verdict(5, { evaluation: 0, pass: true }), 1200, 1000).evaluation, 0);
  });
});

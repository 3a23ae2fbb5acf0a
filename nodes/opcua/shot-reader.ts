import { AttributeIds, DataType, DataValue, type NodeId, Variant } from 'node-opcua-client';
import type { CameraNodeIds, CameraSettings } from './camera-settings';
import type { OpcUaConnection } from './connection';
import { explainSize } from './message-limit';
import { rawLayout, readImage, type Shot, toText } from './shot';
import { nobodysId, toCount, toTriggerId } from './trigger-id';

type Ids = Partial<Record<keyof CameraNodeIds, NodeId>>;

const besideImage = ['triggerId', 'partId', 'recipe', 'width', 'height'] as const;
type Beside = (typeof besideImage)[number];
export type BesideValues = Partial<Record<Beside | 'trigger', DataValue>>;

const asValue = (nodeId: NodeId) => ({ nodeId, attributeId: AttributeIds.Value });

/** Joins a picture with what was read beside it. A bad status of anything mapped is the frame's fault. */
export function toShot(image: DataValue, beside: BesideValues, settings: CameraSettings): Shot {
  const shot: Shot = readImage(image);
  for (const name of besideImage) {
    const value = beside[name];
    if (value && !value.statusCode.isGood())
      shot.fault ??= `the status of ${name} is ${value.statusCode.name}`;
  }
  if (beside.triggerId) {
    const triggerId = toTriggerId(beside.triggerId.value?.value);
    shot.triggerId = triggerId ?? nobodysId;
    if (triggerId === undefined) {
      shot.fault ??= `the trigger id variable holds ${beside.triggerId.value?.value}, which is no whole number from 0 to 65535`;
    }
  }
  shot.partId = toText(beside.partId?.value?.value);
  shot.recipe = toText(beside.recipe?.value?.value);
  if (settings.raw && !shot.fault) {
    const layout = rawLayout(
      settings.raw,
      beside.width?.value?.value,
      beside.height?.value?.value,
      shot.image.length,
    );
    if ('fault' in layout) shot.fault = layout.fault;
    else shot.raw = layout.raw;
  }
  return shot;
}

/** Reads pictures and what belongs to them, everything in one call so that it is of one moment. */
export class ShotReader {
  constructor(
    private readonly connection: OpcUaConnection,
    private readonly settings: CameraSettings,
    private readonly ids: Ids,
  ) {}

  /** What lies beside the picture: identity, sizes and a counting trigger, with their timestamps. */
  async readBeside(): Promise<BesideValues> {
    const counter = this.settings.triggerKind === 'counter' ? (['trigger'] as const) : [];
    const names = [...besideImage, ...counter].filter((name) => this.ids[name]);
    if (names.length === 0) return {};
    const values = await this.connection.request('Read', ({ session }) =>
      session.read(names.flatMap((name) => this.ids[name] ?? []).map(asValue)),
    );
    return Object.fromEntries(names.map((name, index) => [name, values[index]]));
  }

  /**
   * Picture, identity and sizes in one read. The trigger variable is read first and last: when it is not
   * `expected` both times, the picture may already be the next one.
   */
  async read(expected?: number): Promise<Shot> {
    const { image, trigger } = this.ids;
    if (!image) throw new Error('no image variable is set');
    const names = besideImage.filter((name) => this.ids[name]);
    const guard = trigger && expected !== undefined ? [trigger] : [];
    const nodes = [...guard, image, ...names.flatMap((name) => this.ids[name] ?? []), ...guard];
    let values: DataValue[];
    try {
      values = await this.connection.request('Read', ({ session }) => session.read(nodes.map(asValue)));
    } catch (error) {
      throw explainSize(error);
    }
    const at = guard.length;
    const beside = Object.fromEntries(names.map((name, index) => [name, values[at + 1 + index]]));
    const shot = toShot(values[at], beside, this.settings);
    return guard.length > 0 ? claim(shot, expected, [values[0], values[values.length - 1]]) : shot;
  }

  /** A picture that is a file cannot be read in one call: what lies beside it is read before and after. */
  async readAround(readBytes: () => Promise<Buffer>, expected?: number): Promise<Shot> {
    const before = await this.readBeside();
    const image = await readBytes();
    const after = await this.readBeside();
    const value = new DataValue({ value: new Variant({ dataType: DataType.ByteString, value: image }) });
    const shot = toShot(value, before, this.settings);
    for (const name of ['trigger', 'triggerId'] as const) {
      const [first, last] = [before[name], after[name]];
      if (first && last && toCount(first.value?.value) !== toCount(last.value?.value)) {
        shot.fault = `${name} changed while the picture was being read`;
      }
    }
    const guards = before.trigger && after.trigger ? [before.trigger, after.trigger] : [];
    return expected !== undefined ? claim(shot, expected, guards) : shot;
  }
}

/**
 * Gives a picture to the trigger it was read for; it is at fault when the counter did not stand there throughout, and
 * then what was read beside it (part id, recipe) is another part's too.
 */
function claim(shot: Shot, expected: number | undefined, guards: DataValue[]): Shot {
  const strayed = guards.find((value) => toCount(value.value?.value) !== expected);
  if (!strayed) return { ...shot, triggerId: expected };
  const fault = `the picture of trigger ${expected} was replaced before it could be read (the counter is at ${toCount(strayed.value?.value)})`;
  return { image: shot.image, triggerId: expected, fault };
}

import type { Verdict } from '../../models/verdict';
import type { StationStatus } from '../../nodes/messages';
import { plate } from '../models/pictures';
import { type FlowNode, type Message, type TestRuntime, tabWithCatch } from './runtime';

export const WINDOW = 20;

/** An inspect node, small and quick, wired to three sinks named after it; the sinks come behind it in the flow. */
export function station(id: string, change: Record<string, unknown> = {}): FlowNode[] {
  const sinks = ['verdicts', 'images', 'status'].map((output) => `${id}-${output}`);
  return [
    {
      id,
      type: 'sroc-inspect',
      z: 'tab',
      station: id,
      recipe: 'default',
      windowSize: WINDOW,
      backbone: 'mobilenet-v1',
      inputSize: 128,
      whileLearning: 'reject',
      wires: sinks.map((sink) => [sink]),
      ...change,
    },
    ...sinks.map((sink) => ({ id: sink, type: 'test-sink', z: 'tab' })),
  ];
}

export const flowOf = (...stations: FlowNode[][]): FlowNode[] => [...tabWithCatch, ...stations.flat()];

/** What a camera node sends. */
export async function frame(triggerId: number, defective = false, recipe = 'default'): Promise<Message> {
  return {
    payload: await plate(triggerId, defective),
    recipe,
    frame: {
      triggerId,
      partId: `part ${triggerId}`,
      recipe,
      source: 'camera',
      capturedAt: '2026-01-01T00:00:00.000Z',
      receivedAt: Date.now(),
    },
  };
}

/** Every tenth one has a scratch. */
export function frames(from: number, to: number): Promise<Message[]> {
  return Promise.all(Array.from({ length: to - from + 1 }, (_, i) => frame(from + i, (from + i) % 10 === 0)));
}

/** The messages of a verdict output and the verdicts in them. */
export async function verdicts(runtime: TestRuntime, id: string, count: number): Promise<Verdict[]> {
  const messages = await runtime.messages(`${id}-verdicts`).count(count, 30_000);
  return messages.map((message) => verdictIn(message));
}

export function verdictIn({ payload }: Message): Verdict {
  if (isVerdict(payload)) return payload;
  throw new Error(`no verdict: ${JSON.stringify(payload)}`);
}

function isVerdict(payload: unknown): payload is Verdict {
  return typeof payload === 'object' && payload !== null && 'resultId' in payload;
}

export function statusIn({ payload }: Message): StationStatus {
  if (isStatus(payload)) return payload;
  throw new Error(`no status: ${JSON.stringify(payload)}`);
}

function isStatus(payload: unknown): payload is StationStatus {
  return typeof payload === 'object' && payload !== null && 'state' in payload;
}

/** The first status, of those already sent or to come, that fits. */
export async function statusOf(
  runtime: TestRuntime,
  id: string,
  fits: (status: StationStatus) => boolean,
): Promise<StationStatus> {
  const messages = runtime.messages(`${id}-status`);
  return statusIn(await messages.first((message) => fits(statusIn(message)), 30_000));
}

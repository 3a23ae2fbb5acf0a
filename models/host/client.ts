import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { CallsUnderWay } from '../concurrency/calls-under-way';
import type { RecipeStatus } from '../recipe/recipe-status';
import { Refused } from '../refused';
import { type ReviewNews, SLOW_CALLS } from '../review/calls';
import type { StationSettings } from '../station-settings';
import { type Remark, RemarkError, remarkOf } from '../words/remark';
import type { CallName, Calls, Reply } from './protocol';

/** The call got no answer because the inference process stopped or never started. */
export class HostLost extends RemarkError {}

export interface HostOptions {
  /** First and longest pause before a restart, milliseconds; it doubles in between. */
  backoff?: { first: number; longest: number };
  /** A call without an answer for so long means a hung native library: the process is killed. */
  hangMs?: number;
}

interface HostEvents {
  status: [RecipeStatus];
  review: [ReviewNews];
  /** The process is gone, with all stations, and why. It is started again by itself. */
  down: [why: Remark];
  /** A station can inspect, be it for the first time or after a restart. */
  opened: [station: string];
  /** A station could not be opened, and why. */
  refused: [station: string, why: Remark];
}

const STDERR_KEPT = 2000;
/** A call that fits a window may take so many times longer than the others before it counts as hung. */
const SLOW_FACTOR = 20;
/**
 * Frames pass through as large buffers beside a small heap. V8 would mark it step by step all the time, every 14 frames;
 * in one go, some 10 ms, it does so a fifth as often.
 */
export const GARBAGE_OPTIONS = ['--no-incremental-marking'];
/** A process that lived so long had started well; the next backoff begins anew. */
const HEALTHY_MS = 30_000;

/**
 * The inference process as Node-RED sees it: starts on first use, is restarted with backoff when it dies, and
 * then opens its stations again from the store. Native code (onnxruntime, libvips) never runs in Node-RED itself.
 */
export class InferenceHost extends EventEmitter<HostEvents> {
  private child: ChildProcess | null = null;
  private closed = false;
  private startedAt = 0;
  private restartTimer: NodeJS.Timeout | null = null;
  private pause: number;
  private stderrTail = '';
  private readonly calls = new CallsUnderWay();
  private readonly stations = new Map<string, StationSettings>();
  private readonly backoff: { first: number; longest: number };
  private readonly hangMs: number;

  constructor(options: HostOptions = {}) {
    super();
    this.backoff = options.backoff ?? { first: 250, longest: 5000 };
    this.hangMs = options.hangMs ?? 60_000;
    this.pause = this.backoff.first;
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Opens a station now and again after every restart; the outcome comes as an event. */
  async openStation(settings: StationSettings): Promise<void> {
    const { station } = settings;
    this.stations.set(station, settings);
    this.start();
    try {
      const statuses = await this.call('open', settings);
      for (const status of statuses) this.emit('status', status);
      this.emit('opened', station);
    } catch (error) {
      this.emit('refused', station, remarkOf(error));
    }
  }

  async closeStation(station: string): Promise<void> {
    this.stations.delete(station);
    if (this.child) await this.call('close', { station });
  }

  call<K extends CallName>(call: K, args: Calls[K]['args']): Promise<Calls[K]['result']> {
    const child = this.child;
    if (!child) return Promise.reject(new HostLost({ kind: 'engine-starting' }));
    const patience = this.hangMs * (SLOW_CALLS.includes(call) ? SLOW_FACTOR : 1);
    const hang = setTimeout(() => this.killHung(call, patience), patience);
    // It throws when the arguments cannot be copied to another process.
    const send = (id: number) => {
      child.send({ id, call, args }, (error) => {
        if (error) this.calls.fail(id, new HostLost({ kind: 'engine-gone', error: error.message }));
      });
    };
    return this.calls.begin<Calls[K]['result']>(send).finally(() => clearTimeout(hang));
  }

  /** Ends the process; a call under way is rejected with HostLost. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.restartTimer) clearTimeout(this.restartTimer);
    const child = this.child;
    if (!child) return;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    // The process ends by itself when the channel closes; what it was writing is written to the end.
    if (child.connected) child.disconnect();
    const force = setTimeout(() => child.kill('SIGKILL'), 3000);
    await exited;
    clearTimeout(force);
  }

  private start(): void {
    if (this.child || this.closed || this.restartTimer) return;
    this.startedAt = Date.now();
    this.stderrTail = '';
    const child = fork(require.resolve('./process'), [], {
      serialization: 'advanced',
      execArgv: [...process.execArgv, ...GARBAGE_OPTIONS],
      // With glibc's own choice, threads that decode leave their memory in pieces: 390 MB instead of 260.
      env: { MALLOC_ARENA_MAX: '2', ...process.env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderrTail = (this.stderrTail + chunk.toString()).slice(-STDERR_KEPT);
    });
    child.on('message', (reply: Reply) => this.receive(reply));
    child.on('error', (error) => {
      child.kill('SIGKILL');
      this.lost(child, error.message);
    });
    child.once('exit', (code, signal) => this.lost(child, signal ? `signal ${signal}` : `exit code ${code}`));
  }

  private receive(reply: Reply): void {
    if (reply.type === 'status') this.emit('status', reply.status);
    else if (reply.type === 'review') this.emit('review', reply.news);
    else if (reply.type === 'result') this.calls.answer(reply.id, reply.result);
    else this.calls.fail(reply.id, failureOf(reply));
  }

  private killHung(call: CallName, patience: number): void {
    this.stderrTail += `\nno answer to "${call}" for ${patience / 1000} s`;
    this.child?.kill('SIGKILL');
  }

  private lost(child: ChildProcess, how: string): void {
    if (this.child !== child) return;
    this.child = null;
    const error = lastLine(this.stderrTail);
    const why: Remark = error ? { kind: 'engine-failed', how, error } : { kind: 'engine-stopped', how };
    this.calls.failAll(new HostLost(why));
    if (this.closed) return;
    if (Date.now() - this.startedAt > HEALTHY_MS) this.pause = this.backoff.first;
    this.emit('down', why);
    this.restartTimer = setTimeout(() => this.restart(), this.pause);
    this.pause = Math.min(this.pause * 2, this.backoff.longest);
  }

  private restart(): void {
    this.restartTimer = null;
    if (this.stations.size === 0) return;
    for (const settings of this.stations.values()) this.openStation(settings);
  }
}

function failureOf({ remark, refusal }: Extract<Reply, { type: 'failure' }>): Error {
  return refusal ? new Refused(refusal, remark) : new RemarkError(remark);
}

/** What native code or node printed last says more than an exit code does. */
function lastLine(stderr: string): string | undefined {
  return stderr
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => /error|cannot|no answer|fatal/i.test(text))
    .at(-1);
}

import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { HostLost } from '../../models/host/client';
import { Refused } from '../../models/refused';
import { sentence } from '../../models/sentence';
import { RemarkError } from '../../models/words/remark';
import type { RefusalAnswer } from './api';
import { Asked } from './asked';
import type { AuditLog } from './audit-log';
import { type Change, logChange } from './change-log';
import { Refusal } from './refusal';
import { requireSameOrigin } from './same-origin';

const ROOT = '/sroc-inspection/';

/** The admin routes below `sroc-inspection/`: who may use them, what a refusal looks like, and the audit log. */
export class Router {
  constructor(
    private readonly RED: NodeAPI,
    readonly audit: AuditLog,
  ) {}

  /** A route that reads; what `work` gives is sent as JSON. */
  read(path: string, work: (asked: Asked) => unknown): void {
    this.RED.httpAdmin.get(ROOT + path, this.may('read'), answer(work, sendJson));
  }

  /** A route that reads and answers by itself, such as with a file. */
  readRaw(path: string, work: (asked: Asked, response: Response) => unknown): void {
    this.RED.httpAdmin.get(ROOT + path, this.may('read'), answer(work));
  }

  /** A route that reads a picture. */
  picture(path: string, work: (asked: Asked) => Promise<Uint8Array>): void {
    this.readRaw(path, async (asked, response) => {
      const jpeg = await work(asked);
      // A picture of a frame never changes, its heat map does with the model: only the page itself keeps it.
      response.type('image/jpeg').send(Buffer.from(jpeg));
    });
  }

  /** A route that takes a body and changes nothing. */
  ask(path: string, work: (asked: Asked) => unknown): void {
    this.RED.httpAdmin.post(ROOT + path, this.may('read'), answer(work, sendJson));
  }

  /** As `ask`, answering by itself. */
  askRaw(path: string, work: (asked: Asked, response: Response) => unknown): void {
    this.RED.httpAdmin.post(ROOT + path, this.may('read'), answer(work));
  }

  /** Tells only whether the one who asks may change something. */
  mayWrite(path: string): void {
    this.RED.httpAdmin.get(ROOT + path, this.may('write'), (_request: Request, response: Response) => {
      response.status(204).end();
    });
  }

  /**
   * A route that changes something. `work` calls `log` once the change is made; the answer leaves when that is on
   * the disk.
   */
  change(path: string, work: (asked: Asked, log: (change: Change) => Promise<void>) => unknown): void {
    const guarded = (asked: Asked) => {
      requireSameOrigin(asked.request.headers);
      return work(asked, (change) => this.log(asked, change));
    };
    this.RED.httpAdmin.post(ROOT + path, this.may('write'), answer(guarded, sendJson));
  }

  private may(what: 'read' | 'write') {
    return this.RED.auth.needsPermission(`sroc-inspect.${what}`);
  }

  private log(asked: Asked, change: Change): Promise<void> {
    const [station, recipe] = [asked.text('station'), asked.text('recipe')];
    return logChange(this.audit, { user: asked.user ?? '', station, recipe }, change);
  }
}

function answer(
  work: (asked: Asked, response: Response) => unknown,
  send: (response: Response, body: unknown) => void = () => undefined,
) {
  return async (request: Request, response: Response) => {
    response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    try {
      send(response, await work(new Asked(request), response));
    } catch (error) {
      if (response.headersSent) response.destroy();
      else response.status(statusOf(error)).json(refusalAnswer(error));
    }
  };
}

function sendJson(response: Response, body: unknown): void {
  response.json(body);
}

const STATUS = { request: 400, missing: 404, busy: 409 } as const;

function statusOf(error: unknown): number {
  if (error instanceof Refused) return STATUS[error.kind];
  if (error instanceof Refusal) return error.status;
  return error instanceof HostLost ? 503 : 500;
}

function refusalAnswer(error: unknown): RefusalAnswer {
  const told = error instanceof RemarkError || error instanceof Refusal;
  return { error: sentence(error), remark: told ? error.remark : undefined };
}

import type { Verdict } from '../../models/verdict';
import { TriggerCounter } from '../inspect/frame-input';
import type { StationStatus } from '../messages';
import type { Connection, ConnectionUser, WillOwner } from './connection';
import type { PlcMqttOptions } from './plc-options';
import { offlinePayload, statusPayload } from './station-status';
import { ConnectionLost } from './trouble';
import { asFields, asJson } from './verdict-message';
import type { OutboxPort, VerdictOutbox } from './verdict-outbox';

/** What one station holds beyond a redeploy. */
export interface StationMemory {
  outbox: VerdictOutbox;
  status: StationStatus | null;
}

/** Who shows how it goes. */
export interface PlcStationView {
  changed(): void;
  overflowed(): void;
  /** The broker is there and does not want it. */
  rejected(why: Error): void;
}

/** Longest time (ms) that leaving waits for the broker to take the last status. */
const FAREWELL = 300;

/** One station towards the PLC: its verdicts, its retained status, its heartbeat. */
export class PlcStation implements ConnectionUser, WillOwner, OutboxPort {
  readonly will: WillOwner['will'];
  readonly capacity: number;
  /** Why there is no connection; null when there is one, undefined before the first attempt has ended. */
  trouble: Error | null | undefined;
  /** Counts as trigger ids do: 1 to 65535, then on from 0. */
  private readonly beats = new TriggerCounter();
  private heart: NodeJS.Timeout | null = null;
  private droppedTold = 0;

  constructor(
    private readonly options: PlcMqttOptions,
    private readonly connection: Connection,
    private readonly memory: StationMemory,
    private readonly view: PlcStationView,
  ) {
    const { statusTopic, statusFormat, qos, queueLimit } = options;
    this.will = { topic: statusTopic, payload: offlinePayload(statusFormat), qos };
    this.capacity = queueLimit;
  }

  open(): void {
    if (this.options.statusTopic !== '') this.connection.addWill(this);
    this.memory.outbox.attach(this);
    if (this.options.heartbeatMs > 0) {
      this.heart = setInterval(() => this.pulse(), this.options.heartbeatMs);
    }
  }

  async close(): Promise<void> {
    if (this.heart) clearInterval(this.heart);
    this.memory.outbox.detach();
    if (this.options.statusTopic === '') return;
    const { topic, payload, qos } = this.will;
    const said = this.connection.publish(topic, payload, { qos, retain: true }).catch(() => undefined);
    await Promise.race([said, new Promise((late) => setTimeout(late, FAREWELL).unref())]);
    await this.connection.removeWill(this);
  }

  connectionOnline(): void {
    this.trouble = null;
    this.renew();
    this.tellDropped();
    this.memory.outbox.wentOnline();
    this.view.changed();
  }

  connectionOffline(why: Error): void {
    this.trouble = why;
    this.memory.outbox.wentOffline();
    this.view.changed();
  }

  renew(): void {
    this.publishStatus().catch((error: Error) => this.view.rejected(error));
  }

  /** @throws when the broker refuses the status; without a connection it is kept for the next one */
  async takeStatus(status: StationStatus): Promise<void> {
    this.memory.status = status;
    await this.publishStatus();
  }

  async send(verdict: Verdict): Promise<void> {
    const { topic, format, qos, retain } = this.options;
    const publications = format === 'fields' ? asFields(topic, verdict) : asJson(topic, verdict);
    await Promise.all(
      publications.map(({ topic: place, payload }) =>
        this.connection.publish(place, payload, { qos, retain }),
      ),
    );
  }

  changed(): void {
    this.tellDropped();
    this.view.changed();
  }

  overflowed(): void {
    this.view.overflowed();
  }

  rejected(why: Error): void {
    this.view.rejected(why);
  }

  private async publishStatus(): Promise<void> {
    const { statusTopic, statusFormat, qos } = this.options;
    if (statusTopic === '') return;
    await this.keep(statusTopic, statusPayload(statusFormat, this.memory.status), qos);
  }

  private tellDropped(): void {
    const { dropped } = this.memory.outbox;
    if (!this.connection.online || dropped === this.droppedTold) return;
    this.droppedTold = dropped;
    this.keep(`${this.options.topic}/dropped`, String(dropped), this.options.qos).catch((error: Error) =>
      this.view.rejected(error),
    );
  }

  /** Publishes what the next connection brings anyway, so a lost one does no harm. */
  private async keep(topic: string, payload: string, qos: 0 | 1 | 2): Promise<void> {
    await this.connection.publish(topic, payload, { qos, retain: true }).catch((error: Error) => {
      if (!(error instanceof ConnectionLost)) throw error;
    });
  }

  /** A beat that does not get through must not come later: the next one says the same. */
  private pulse(): void {
    if (!this.connection.online) return;
    this.connection
      .publish(this.options.heartbeatTopic, String(this.beats.next()), { qos: 0, retain: false })
      .catch(() => undefined);
  }
}

import type { IPublishPacket } from 'mqtt';

/** A subscription of one user. */
export interface Subscriber {
  filter: string;
  qos: 0 | 1 | 2;
  message(topic: string, payload: Buffer, packet: IPublishPacket): void;
  /** The broker does not allow it. */
  refused(why: Error): void;
}

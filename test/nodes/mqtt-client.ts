import { connectAsync, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import { Recorder } from './recorder';

export interface Heard {
  topic: string;
  text: string;
  retain: boolean;
  packet: IPublishPacket;
}

/** A client from outside: a camera, a PLC, a person with mosquitto_sub. */
export interface Outside {
  client: MqttClient;
  heard: Recorder<Heard>;
  /** Texts heard on one topic so far. */
  texts(topic: string): string[];
  end(): Promise<void>;
}

/** Connects to a broker on this machine and subscribes with QoS 1. */
export async function outside(
  port: number,
  filters: string[] = [],
  options: IClientOptions = {},
): Promise<Outside> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 20, ...options });
  const heard = new Recorder<Heard>();
  client.on('message', (topic, payload, packet) =>
    heard.push({ topic, text: payload.toString(), retain: packet.retain, packet }),
  );
  // Losing the broker is part of the tests.
  client.on('error', () => undefined);
  if (filters.length > 0) await client.subscribeAsync(filters, { qos: 1 });
  return {
    client,
    heard,
    texts: (topic) => heard.all.filter((one) => one.topic === topic).map((one) => one.text),
    end: () => client.endAsync(true),
  };
}

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Aedes } from 'aedes';

const run = promisify(execFile);

/** A real MQTT broker on 127.0.0.1. */
export interface Broker {
  port: number;
  /** Ends it without a word to its clients, as a power cut does; a new one may be started on the same port. */
  close(): Promise<void>;
}

/** An aedes broker (MQTT 3.1 and 3.1.1) in this process, with its own handle to look inside and to refuse. */
export interface AedesBroker extends Broker {
  aedes: Aedes;
}

/** @param port where an earlier broker was; any free one when left out */
export async function startAedes(port = 0): Promise<AedesBroker> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    aedes,
    port: addressOf(server.address()).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => aedes.close(done));
      await closed;
    },
  };
}

/** Files of a certificate authority, and of a server (127.0.0.1, localhost) and a client that it vouches for. */
export interface Certificates {
  ca: string;
  serverCert: string;
  serverKey: string;
  clientCert: string;
  clientKey: string;
}

/** Makes fresh certificates with openssl in `directory`. */
export async function makeCertificates(directory: string): Promise<Certificates> {
  const file = (name: string) => join(directory, name);
  const openssl = (...args: string[]) => run('openssl', args, { cwd: directory });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await mkdir(directory, { recursive: true });
  await openssl(
    ...['req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt'],
    ...['-days', '2', '-subj', '/CN=test authority'],
  );
  await writeFile(file('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  for (const name of ['server', 'client']) {
    await openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    await openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-out', `${name}.crt`, '-days', '2', '-extfile', 'names'],
    );
  }
  return {
    ca: file('ca.crt'),
    serverCert: file('server.crt'),
    serverKey: file('server.key'),
    clientCert: file('client.crt'),
    clientKey: file('client.key'),
  };
}

export interface MosquittoOptions {
  /** Where an earlier broker was; any free port when left out. */
  port?: number;
  /** Names and passwords; without them everybody may enter. */
  users?: Record<string, string>;
  /** Speaks TLS, and asks clients for a certificate when `clientCertificate` is set. */
  tls?: Certificates & { clientCertificate?: boolean };
  /** Further lines of mosquitto.conf. */
  config?: string[];
}

/** Debian's mosquitto (MQTT 3.1, 3.1.1 and 5), with nothing kept between two starts. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Broker> {
  const directory = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const port = options.port ?? (await freePort());
  const lines = [`listener ${port} 127.0.0.1`, 'user root', 'persistence false', 'log_dest stderr'];
  lines.push(`allow_anonymous ${options.users === undefined}`, ...(options.config ?? []));
  if (options.users) {
    const passwords = join(directory, 'passwords');
    await writeFile(passwords, '');
    for (const [name, password] of Object.entries(options.users)) {
      await run('mosquitto_passwd', ['-b', passwords, name, password]);
    }
    lines.push(`password_file ${passwords}`);
  }
  if (options.tls) {
    const { ca, serverCert, serverKey, clientCertificate } = options.tls;
    lines.push(`cafile ${ca}`, `certfile ${serverCert}`, `keyfile ${serverKey}`);
    lines.push(`require_certificate ${clientCertificate === true}`);
  }
  const config = join(directory, 'mosquitto.conf');
  await writeFile(config, `${lines.join('\n')}\n`);
  const child = spawn('mosquitto', ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  const ended = once(child, 'exit');
  await new Promise<void>((ready, failed) => {
    child.on('error', failed);
    child.on('exit', () => failed(new Error(`mosquitto ended:\n${said.join('\n')}`)));
    createInterface(child.stderr).on('line', (line) => {
      said.push(line);
      if (/mosquitto version .* running/.test(line)) ready();
    });
  });
  return {
    port,
    async close() {
      child.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = addressOf(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return address;
}

import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { crypto_utils, makeApplicationUrn, type OPCUAClientOptions } from 'node-opcua-client';
import { describeCertificate, type ServerCertificate } from './certificate';

const applicationName = 'SROC inspection';
const twentyYears = 365 * 20;

type KeyPairProvider = NonNullable<OPCUAClientOptions['certificateKeyPairProvider']>;

/** Who this client is: one certificate for every connection of a Node-RED. */
export interface ClientIdentity {
  applicationName: string;
  /** The URI in the certificate; a server compares it with what the client says of itself. */
  applicationUri: string;
  certificateKeyPairProvider: KeyPairProvider;
}

/** Why a server is not talked to. The message is a sentence for the operator. */
export class TrustError extends Error {
  constructor(
    message: string,
    readonly reason: 'untrusted' | 'changed' | 'expired',
  ) {
    super(message);
  }
}

/**
 * The client's own certificate, and which certificate each server is trusted with, in one folder for all
 * connections. Exactly one certificate is pinned to an endpoint, by a person; nothing is trusted by itself.
 */
export class Pki {
  private own?: Promise<ClientIdentity>;
  private trusting: Promise<void> = Promise.resolve();

  constructor(readonly folder: string) {}

  /** The client's certificate and key, made on first use. */
  identity(): Promise<ClientIdentity> {
    this.own ??= this.loadOrMake().catch((error: unknown) => {
      this.own = undefined;
      throw error;
    });
    return this.own;
  }

  get certificateFile(): string {
    return join(this.folder, 'own', 'certs', 'client_certificate.pem');
  }

  private get keyFile(): string {
    return join(this.folder, 'own', 'private', 'private_key.pem');
  }

  private get pinFile(): string {
    return join(this.folder, 'trusted-servers.json');
  }

  /** Pins this certificate (DER) to the endpoint, in place of an earlier one. */
  async trust(endpointUrl: string, certificate: Buffer): Promise<void> {
    // One after another: each writes the whole file.
    const trusting = this.trusting.then(async () => {
      const pins = await this.pins();
      pins[endpointUrl] = describeCertificate(certificate);
      await store(this.pinFile, JSON.stringify(pins, null, 2), 0o644);
    });
    this.trusting = trusting.catch(() => {});
    await trusting;
  }

  /** The certificate pinned to an endpoint; undefined when none is. */
  async pinned(endpointUrl: string): Promise<ServerCertificate | undefined> {
    return (await this.pins())[endpointUrl];
  }

  /** @throws TrustError unless this certificate (DER) is the one pinned to the endpoint, and valid now. */
  async check(endpointUrl: string, certificate: Buffer): Promise<void> {
    const shown = describeCertificate(certificate);
    const pin = await this.pinned(endpointUrl);
    const validity = `valid from ${shown.validFrom.slice(0, 10)} to ${shown.validTo.slice(0, 10)}`;
    if (!pin) {
      throw new TrustError(
        `The server ${endpointUrl} is not trusted yet. It shows the certificate ${shown.subject}, thumbprint ${shown.thumbprint}, ${validity}. Compare the thumbprint with the server's and trust it in the connection's settings.`,
        'untrusted',
      );
    }
    if (pin.sha256 !== shown.sha256) {
      throw new TrustError(
        `The certificate of ${endpointUrl} has changed: it is now ${shown.subject}, thumbprint ${shown.thumbprint}, ${validity}; trusted was ${pin.thumbprint}. If the server was given a new certificate, compare the thumbprint and trust it in the connection's settings; if not, somebody else is answering.`,
        'changed',
      );
    }
    const now = Date.now();
    if (now < Date.parse(shown.validFrom) || now > Date.parse(shown.validTo)) {
      throw new TrustError(
        `The certificate of ${endpointUrl} is outside its validity (${validity}). Renew it on the server, or set this computer's clock, and trust the new one.`,
        'expired',
      );
    }
  }

  private async loadOrMake(): Promise<ClientIdentity> {
    const stored = await this.load();
    const { certificate, key } = stored ?? (await this.make());
    const der = crypto_utils.convertPEMtoDER(certificate);
    const privateKey = crypto_utils.makePrivateKeyFromPem(key);
    return {
      applicationName,
      // The host may have been renamed since the certificate was made: what it says counts.
      applicationUri: describeCertificate(der).applicationUri,
      certificateKeyPairProvider: {
        getCertificate: () => der,
        getCertificateChain: () => [der],
        getPrivateKey: () => privateKey,
      },
    };
  }

  private async load(): Promise<{ certificate: string; key: string } | undefined> {
    const certificate = await readIfThere(this.certificateFile);
    const key = await readIfThere(this.keyFile);
    return certificate && key ? { certificate, key } : undefined;
  }

  private async make(): Promise<{ certificate: string; key: string }> {
    const pair = await crypto_utils.generateKeyPair(2048);
    const { cert } = await crypto_utils.createSelfSignedCertificate({
      privateKey: pair.privateKey,
      subject: `CN=${applicationName}`,
      applicationUri: makeApplicationUrn(hostname(), 'sroc-inspection'),
      dns: [hostname()],
      notBefore: new Date(Date.now() - 86_400_000),
      validity: twentyYears,
      purpose: crypto_utils.CertificatePurpose.ForApplication,
    });
    const { privPem } = await crypto_utils.privateKeyToPEM(pair.privateKey);
    await store(this.keyFile, privPem, 0o600, 0o700);
    await store(this.certificateFile, cert, 0o644);
    return { certificate: cert, key: privPem };
  }

  private async pins(): Promise<Record<string, ServerCertificate>> {
    const text = await readIfThere(this.pinFile);
    if (!text) return {};
    const damaged = `The list of trusted servers ${this.pinFile} is damaged. Remove the file and trust the servers again.`;
    let pins: unknown;
    try {
      pins = JSON.parse(text);
    } catch {
      throw new Error(damaged);
    }
    if (!isPins(pins)) throw new Error(damaged);
    return pins;
  }
}

function isPins(value: unknown): value is Record<string, ServerCertificate> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((pin: unknown) => typeof pin === 'object' && pin !== null && 'sha256' in pin)
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the file, and its folder where there is none. @throws a sentence for the operator when the disk does not take it */
async function store(path: string, text: string, mode: number, folderMode?: number): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: folderMode });
    await replaceFile(path, text, mode);
  } catch (error) {
    throw new Error(
      `Node-RED cannot write ${path} (${error instanceof Error ? error.message : error}). Let the user that Node-RED runs as write there, and see that the disk has room.`,
    );
  }
}

async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

const shared = new Map<string, Pki>();

/** The one Pki of a folder, so that its certificate is made once however many connections start together. */
export function pkiAt(folder: string): Pki {
  let pki = shared.get(folder);
  if (!pki) {
    pki = new Pki(folder);
    shared.set(folder, pki);
  }
  return pki;
}

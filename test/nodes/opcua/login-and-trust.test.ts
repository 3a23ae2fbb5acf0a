import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connectionSettings, type OpcUaDef } from '../../../nodes/opcua/node-settings';
import { Pki } from '../../../nodes/opcua/pki';
import { toIdentityInfo } from '../../../nodes/opcua/user-identity';

const def: OpcUaDef = {
  id: 'server',
  z: '',
  type: 'sroc-opcua',
  name: '',
  endpoint: 'opc.tcp://plc:4840',
  securityMode: 'None',
  securityPolicy: 'Basic256Sha256',
  authentication: 'certificate',
  userCertificateFile: '',
  userKeyFile: '',
  requestTimeout: 5,
  maxMessage: 64,
};

describe('who we are, and whom we trust', () => {
  let folder: string;
  let pki: Pki;
  let certificate: string;
  let key: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sroc-opcua-trust-'));
    pki = new Pki(folder);
    await pki.identity();
    certificate = await readFile(pki.certificateFile, 'utf8');
    key = await readFile(join(folder, 'own', 'private', 'private_key.pem'), 'utf8');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('logs in with a certificate and a key whose line breaks a field of one line took out', async () => {
    const pasted = (pem: string) => pem.replace(/[\r\n]/g, '');
    const credentials = { userCertificate: pasted(certificate), userKey: pasted(key) };
    const { user } = await connectionSettings(def, credentials, folder);
    const given = toIdentityInfo({ kind: 'certificate', certificate, key });
    const repaired = toIdentityInfo(user);
    assert.ok('certificateData' in repaired && 'certificateData' in given);
    assert.deepEqual(repaired.certificateData, given.certificateData);
    assert.equal(user.kind === 'certificate' && user.key.trim(), key.trim());
  });

  it('keeps both of two servers that are trusted at the same time', async () => {
    const shown = Buffer.from(certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    await Promise.all(['opc.tcp://a', 'opc.tcp://b'].map((endpoint) => pki.trust(endpoint, shown)));
    assert.ok(await pki.pinned('opc.tcp://a'));
    assert.ok(await pki.pinned('opc.tcp://b'));
  });

  it('says what to do when the disk does not take its certificate', async () => {
    const refusing = new Pki(join(folder, 'refusing'));
    // No permission holds root, who may run the tests; a folder in the place of the file holds everybody.
    await mkdir(join(refusing.folder, 'own', 'private', 'private_key.pem.new'), { recursive: true });
    await assert.rejects(
      refusing.identity(),
      /^Error: Node-RED cannot write .*private_key\.pem .*Let the user that Node-RED runs as/,
    );
  });

  it('names the file when the list of trusted servers is damaged', async () => {
    const file = join(folder, 'trusted-servers.json');
    for (const damaged of ['{"opc.tcp://a": {"sha2', '[]', '{"opc.tcp://a": null}']) {
      await writeFile(file, damaged);
      await assert.rejects(pki.pinned('opc.tcp://a'), (error: Error) => error.message.includes(file));
    }
  });
});

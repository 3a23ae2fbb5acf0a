import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';
import { DataType } from 'node-opcua';
import type { Locator } from 'playwright-core';
import { tabWithCatch } from '../nodes/runtime';
import { nodeIdOf, TestServer } from '../opcua-server';
import type { Editor } from './editor';
import type { Session } from './session';

let server: TestServer;
let editor: Editor;

/** A row of the tree of the server's address space. */
const row = (label: string): Locator =>
  editor.topTray().locator('.red-ui-treeList-label', { hasText: new RegExp(`^\\s*${label}\\s*$`) });

/** Opens the browse dialog of a variable of the PLC. */
async function browseFor(variable: string): Promise<void> {
  await editor.page.locator(`#sroc-plc-variable-${variable} + button`).click();
  await editor.page.locator('#sroc-opcua-browse-ok').waitFor();
}

/** Opens the object that holds the line's variables and gives those that it shows. */
async function openLine(): Promise<string[]> {
  await row('Line').click();
  await row('[A-Z][a-z]+ : [A-Z]\\w+').first().waitFor();
  return (await row('[A-Z][a-z]+ : [A-Z]\\w+').allInnerTexts()).map((text) => text.trim());
}

async function take(label: string): Promise<void> {
  await row(label).click();
  await editor.press('sroc-opcua-browse-ok');
}

/** Presses the check of the dialog and waits for its answer. */
async function check(answer: string): Promise<void> {
  await editor.page.locator('#sroc-plc-check').click();
  await editor.page.locator('#sroc-plc-problems', { hasText: answer }).waitFor();
}

export function opcuaTests(session: () => Session): void {
  before(async () => {
    server = await TestServer.start();
    server.variable('Pass', DataType.Boolean, false);
    server.variable('Score', DataType.Float, 0);
    server.variable('Valid', DataType.Boolean, false);
    server.variable('Image', DataType.ByteString);
    await session().runtime.deploy([
      ...tabWithCatch,
      {
        id: 'server',
        type: 'sroc-opcua',
        endpoint: server.url,
        securityMode: 'SignAndEncrypt',
        securityPolicy: 'Basic256Sha256',
        authentication: 'anonymous',
        requestTimeout: 10,
        maxMessage: 64,
      },
      { id: 'camera', type: 'sroc-camera-opcua', z: 'tab', server: 'server', imageNode: nodeIdOf('Image') },
      {
        id: 'plc',
        type: 'sroc-plc-opcua',
        z: 'tab',
        ...{ x: 300, y: 200 },
        server: 'server',
        mode: 'latched',
        ackTimeout: 2000,
        hold: 100,
        deadline: 1000,
        queueLimit: 100,
        heartbeat: 0,
      },
    ]);
    editor = await session().open();
  });
  after(async () => {
    await editor.close();
    await session().runtime.deploy([]);
    await server.stop();
  });

  test('the certificate is shown as the server has it, and a button trusts it', async () => {
    const own = new X509Certificate(server.server.getCertificate());
    const day = (time: string) => new Date(time).toISOString().slice(0, 10);
    const shown = editor.page.locator('#sroc-opcua-certificate');

    await editor.edit('plc');
    await editor.editConfig('server', 'edit');
    await editor.page.locator('#sroc-opcua-look').click();
    const trust = editor.page.locator('#sroc-opcua-trust');
    await trust.waitFor();
    const text = (await shown.textContent()) ?? '';
    assert.match(text, /Subject: \S.*CN=/);
    assert.ok(text.includes(`Thumbprint (SHA-1): ${own.fingerprint.replaceAll(':', '')}`), text);
    assert.ok(text.includes(`Valid: ${day(own.validFrom)} – ${day(own.validTo)}`), text);
    assert.notEqual(session().runtime.statuses('camera').all.at(-1)?.fill, 'green');

    await trust.click();
    await shown.getByText('This certificate is trusted.').waitFor();
    assert.equal(await trust.count(), 0);
    await session()
      .runtime.statuses('camera')
      .first((status) => status.fill === 'green');
    await editor.press('node-config-dialog-cancel');
    await editor.press('node-dialog-cancel');
  });

  test('a variable is found in the tree of the server, among those that fit, and taken with its namespace URI', async () => {
    await editor.edit('plc');
    await browseFor('pass');
    assert.deepEqual(await openLine(), ['Pass : Boolean', 'Valid : Boolean']);
    await row('Line').click();
    await editor.page.locator('#sroc-opcua-browse-ok').click();
    await editor.page
      .locator('.red-ui-notification', { hasText: 'Pick a node of a fitting type first.' })
      .waitFor();
    await openLine();
    await take('Pass : Boolean');
    const field = editor.page.locator('#sroc-plc-variable-pass');
    assert.equal(await field.inputValue(), nodeIdOf('Pass'));
    await editor.press('node-dialog-ok');

    await editor.edit('plc');
    assert.equal(await field.inputValue(), nodeIdOf('Pass'));
    await browseFor('valid');
    await openLine();
    await take('Valid : Boolean');
    await editor.press('node-dialog-ok');
    assert.deepEqual(await editor.complaints('plc'), []);
  });

  test('the check refuses a variable of a wrong type with a sentence, and takes a fitting one', async () => {
    await editor.edit('plc');
    await browseFor('score');
    assert.deepEqual(await openLine(), ['Score : Float']);
    await editor.topTray().locator('input[type=checkbox]').uncheck();
    await row('Score : Float').waitFor({ state: 'detached' });
    const all = ['Image : ByteString', 'Pass : Boolean', 'Score : Float', 'Valid : Boolean'];
    assert.deepEqual(await openLine(), all);
    await take('Pass : Boolean');
    await check(`score: ${nodeIdOf('Pass')} is Boolean; Float or Double is needed.`);

    await browseFor('score');
    await openLine();
    await take('Score : Float');
    await check('All variables exist and fit.');
    await editor.fill('sroc-plc-variable-reason', nodeIdOf('Nowhere'));
    await check(`reason: ${nodeIdOf('Nowhere')}`);

    await editor.fill('node-input-output', 'method');
    await editor.fill('node-input-objectNode', nodeIdOf('Line'));
    await editor.fill('node-input-methodNode', nodeIdOf('Pass'));
    await check(`${nodeIdOf('Pass')} is not a method on the server.`);
    const problems = (await editor.page.locator('#sroc-plc-problems').textContent()) ?? '';
    assert.doesNotMatch(problems, /Nowhere/);
    await editor.press('node-dialog-cancel');
  });
}

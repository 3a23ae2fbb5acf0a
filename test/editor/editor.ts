import assert from 'node:assert/strict';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import type { FlowNode } from '../nodes/runtime';

/** Languages that the pack's texts come in. */
export const languages = ['en-US', 'de'] as const;
export type Language = (typeof languages)[number];

type Button =
  | `node-${'' | 'config-'}dialog-${'ok' | 'cancel'}`
  /** Of the tree of an OPC UA server. */
  | 'sroc-opcua-browse-ok';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's Chromium. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });

/** Two clicks on a node count as one double click within less than this, milliseconds. */
const DOUBLE_CLICK_MS = 700;

/** Node-RED's editor in a tab of a browser, driven as a person would. */
export class Editor {
  /** Exceptions in the page, and what it wrote to the console as an error. */
  readonly problems: string[] = [];

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (line) => {
      // Node-RED tells of a validator that threw in a plain line.
      if (line.type() === 'error' || line.text().startsWith('Validation error')) {
        this.problems.push(`${line.text()} (${line.location().url})`);
      }
    });
  }

  /** Opens the editor at `url` in a new tab and waits until its palette and the runtime's flows are there. */
  static async open(context: BrowserContext, url: string): Promise<Editor> {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const editor = new Editor(page);
    await page.goto(url);
    await page.locator('#red-ui-palette .red-ui-palette-node').first().waitFor();
    await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
    return editor;
  }

  /** Closes the tab. @throws when anything went wrong in the page */
  async close(): Promise<void> {
    await this.page.close();
    assert.deepEqual(this.problems, []);
  }

  paletteNode(type: string): Locator {
    return this.page.locator(`#red-ui-palette-container [data-palette-type="${type}"]`);
  }

  /** Drags a node from the palette onto the flow and gives its id. */
  async dragIn(type: string, x: number, y: number): Promise<string> {
    const known = await this.nodeIds();
    await this.paletteNode(type).scrollIntoViewIfNeeded();
    const chart = this.page.locator('#red-ui-workspace-chart');
    await this.paletteNode(type).dragTo(chart, { targetPosition: { x, y }, steps: 5 });
    await this.page.waitForFunction(`RED.nodes.filterNodes({}).length > ${known.length}`);
    const added = (await this.nodeIds()).filter((id) => !known.includes(id));
    assert.equal(added.length, 1, `dragging ${type} in added ${added.length} nodes`);
    return added[0];
  }

  private nodeIds(): Promise<string[]> {
    return this.page.evaluate<string[]>('RED.nodes.filterNodes({}).map((node) => node.id)');
  }

  /** A node on the flow. */
  node(id: string): Locator {
    return this.page.locator(`[id="${id}"].red-ui-flow-node-group`);
  }

  /** Opens a node's edit dialog with a double click. */
  async edit(id: string): Promise<Locator> {
    const open = () => this.node(id).locator('.red-ui-flow-node').first().dblclick();
    await open();
    // On a busy machine the second click may come too late to make a double one.
    const opens = this.topTray().waitFor({ timeout: 3000 });
    await opens.catch(async () => {
      if ((await this.topTray().count()) === 0) await open();
    });
    await this.settled('node-dialog-ok');
    return this.topTray();
  }

  /** Deletes a node from the flow. */
  async remove(id: string): Promise<void> {
    // A click too soon after those that opened the dialog would open it again, over whatever comes next.
    await this.page.waitForTimeout(DOUBLE_CLICK_MS);
    await this.node(id).locator('.red-ui-flow-node').first().click();
    await this.page.keyboard.press('Delete');
    await this.node(id).waitFor({ state: 'detached' });
  }

  /** Opens the dialog of a config node from the node's dialog; '+' adds one, the pencil edits the chosen one. */
  async editConfig(property: string, button: 'add' | 'edit'): Promise<Locator> {
    await this.page.locator(`#node-input-btn-${property}-${button}`).click();
    await this.settled('node-config-dialog-ok');
    return this.topTray();
  }

  /** A dialog slides in once its fields hold what the node has: one that still moves may yet overwrite them. */
  private async settled(button: Button): Promise<void> {
    await this.page.locator(`#${button}`).click({ trial: true });
  }

  topTray(): Locator {
    return this.page.locator('.red-ui-tray').last();
  }

  /** Presses a button of the topmost dialog and waits until the dialog is gone. */
  async press(button: Button): Promise<void> {
    await this.page.locator(`#${button}`).click();
    await this.page.locator(`#${button}`).waitFor({ state: 'detached' });
  }

  /** Fills a field of the open dialog as by hand, whatever kind of field it is. */
  async fill(field: string, value: string | boolean): Promise<void> {
    const input = this.page.locator(`#${field}`);
    if (typeof value === 'boolean') return input.setChecked(value);
    if (await this.page.locator(`select#${field}`).count()) await input.selectOption(value);
    else await input.fill(value);
    await input.dispatchEvent('change');
  }

  /** Whether a field of the open dialog is marked as wrong. */
  marked(field: string): Promise<boolean> {
    return this.page.locator(`#${field}.input-error`).isVisible();
  }

  /** What the editor finds wrong with a node; empty for a valid one. */
  complaints(id: string): Promise<string[]> {
    return this.page.evaluate<string[]>(`RED.nodes.node(${JSON.stringify(id)}).validationErrors ?? []`);
  }

  /** The texts that a browser shows of pieces of HTML. */
  rendered(pieces: string[]): Promise<string[]> {
    return this.page.evaluate<string[]>(
      `${JSON.stringify(pieces)}.map((html) => new DOMParser().parseFromString(html, 'text/html').body.textContent)`,
    );
  }

  /** Imports nodes as from the clipboard. */
  async import(flow: FlowNode[]): Promise<void> {
    await this.page.evaluate(`RED.actions.invoke('core:show-import-dialog')`);
    const text = this.page.locator('#red-ui-clipboard-dialog-import-text');
    await text.fill(JSON.stringify(flow));
    await text.press('End');
    await this.page.locator('#red-ui-clipboard-dialog-ok:not(:disabled)').click();
    await this.page.locator('#red-ui-clipboard-dialog').waitFor({ state: 'hidden' });
  }

  /** Shows the flow with this id. */
  async openFlow(id: string): Promise<void> {
    await this.page.locator(`#red-ui-workspace-tabs [id="red-ui-tab-${id}"]`).click();
  }

  /** Deploys, and resolves when the runtime has taken the flows. */
  async deploy(): Promise<void> {
    const answered = this.page.waitForResponse(
      (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/flows'),
    );
    await this.page.locator('#red-ui-header-button-deploy').click();
    assert.equal((await answered).status(), 200);
  }

  /** All flows as the export dialog gives them. */
  async exportAll(): Promise<string> {
    await this.page.evaluate(`RED.actions.invoke('core:show-export-dialog')`);
    await this.page.locator('#red-ui-clipboard-dialog-export-rng-full').click();
    await this.page.locator('#red-ui-clipboard-dialog-export-fmt-mini').click({ force: true });
    const text = await this.page.locator('#red-ui-clipboard-dialog-export-text').inputValue();
    await this.page.locator('#red-ui-clipboard-dialog-cancel').click();
    return text;
  }
}

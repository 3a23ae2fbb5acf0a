import type { Browser, BrowserContext } from 'playwright-core';
import { startRuntime, type TestRuntime } from '../nodes/runtime';
import { Editor, type Language, startBrowser } from './editor';

/** No tour of what is new, and no list of packs from elsewhere. */
const quiet = { editorTheme: { tours: false, palette: { catalogues: [] } } };

/** One Node-RED and one browser for all tests of the editor: to start them takes longer than most of the tests. */
export class Session {
  private readonly contexts = new Map<Language, Promise<BrowserContext>>();

  private constructor(
    readonly runtime: TestRuntime,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<Session> {
    return new Session(...(await Promise.all([startRuntime(quiet), startBrowser()])));
  }

  /** The editor in a tab of its own; tabs of a language share what the browser has loaded already. */
  async open(language: Language = 'en-US'): Promise<Editor> {
    const context =
      this.contexts.get(language) ??
      this.browser.newContext({ locale: language, viewport: { width: 1400, height: 1000 } });
    this.contexts.set(language, context);
    return Editor.open(await context, this.runtime.url);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.runtime.stop();
  }
}

import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, Locator, Page, Route } from 'playwright-core';
import type { View } from '../../nodes/reviewer/app/route/route';
import { assertAccessible } from './accessible';
import { RECIPE, type ReviewedLine, STATION } from './line';

export interface Visit {
  view?: View;
  /** Whose token the page has; null for nobody's. */
  user?: 'engineer' | 'guest' | null;
  size?: [width: number, height: number];
  look?: 'light' | 'dark';
  language?: string;
  station?: string;
  recipe?: string;
  /** Where Node-RED is reached, when not directly. */
  url?: string;
  /** Whether the test moves the page's clock. */
  ownClock?: boolean;
}

/** The server has answered, and the page does not know yet. */
export interface HeldAnswer {
  answered: Promise<void>;
  release(): void;
}

/** The text of a part of the page. */
export async function textOf(part: Locator): Promise<string> {
  return (await part.textContent()) ?? '';
}

/** The reviewer's full page in a browser of its own, used as a person would. */
export class ReviewerPage {
  /** Exceptions in the page, and what it wrote to the console as an error. */
  readonly problems: string[] = [];

  private constructor(readonly page: Page) {
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (line) => {
      // An answer that refuses is told of as a resource that failed.
      if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) {
        this.problems.push(line.text());
      }
    });
  }

  /** As several people at once. */
  static openAll(browser: Browser, line: ReviewedLine, visits: readonly Visit[]): Promise<ReviewerPage[]> {
    return Promise.all(visits.map((visit) => ReviewerPage.open(browser, line, visit)));
  }

  static async open(browser: Browser, line: ReviewedLine, visit: Visit = {}): Promise<ReviewerPage> {
    const { user = 'engineer', size = [1280, 800], look = 'light', language = 'en-US' } = visit;
    const { url = line.runtime.url } = visit;
    const options: BrowserContextOptions = {
      viewport: { width: size[0], height: size[1] },
      colorScheme: look,
      locale: language,
      acceptDownloads: true,
    };
    const context = await browser.newContext(options);
    if (user) await context.addInitScript(`sessionStorage.setItem('sroc-reviewer-token', '${user}')`);
    const reviewer = new ReviewerPage(await context.newPage());
    if (visit.ownClock) await reviewer.page.clock.install();
    const hash = `#/station/${visit.station ?? STATION}/${encodeURIComponent(visit.recipe ?? RECIPE)}/${visit.view ?? 'health'}`;
    await reviewer.page.goto(`${url}/inspection/${hash}`);
    return reviewer;
  }

  /** Closes the browser's context. @throws when anything went wrong in the page */
  async close(): Promise<void> {
    await this.page.context().close();
    assert.deepEqual(this.problems, []);
  }

  async go(view: string): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name: view }).click();
    await this.page.getByRole('region', { name: view, exact: true }).waitFor();
  }

  /** Holds back the answer to the next request of this path, as a slow network would. */
  async hold(path: string): Promise<HeldAnswer> {
    let [answer, release] = [() => {}, () => {}];
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const hold = async (route: Route) => {
      const response = await route.fetch();
      answer();
      await released;
      await route.fulfill({ response });
    };
    await this.page.route((url) => url.pathname.endsWith(`/sroc-inspection/${path}`), hold, { times: 1 });
    return { answered, release };
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  text(text: string | RegExp, exact = false): Locator {
    return this.page.getByText(text, { exact });
  }

  /** Frames in the gallery, all of them or those that are left out. */
  tiles(state?: 'kept' | 'removed'): Locator {
    return this.page.locator(`.gallery .frame-tile${state ? `.is-${state}` : ''}`);
  }

  /** Waits until the gallery shows so many frames that are left out. */
  async removedAre(count: number): Promise<void> {
    const removed = this.tiles('removed');
    await removed.nth(count - 1).waitFor();
    await removed.nth(count).waitFor({ state: 'detached' });
  }

  /** Part of the second reject that is shown. */
  async secondRejected(): Promise<string> {
    const second = this.page.locator('.reject').nth(1);
    await second.waitFor();
    return textOf(second.locator('.reject-part'));
  }

  /** Asks for the rejects of a part that has one. */
  async showRejected(part: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Part' }).fill(part);
    await this.page.locator('.reject').nth(1).waitFor({ state: 'detached' });
  }

  /** The threshold in the chart of the last verdicts (0) or of the window (1). */
  threshold(chart: number): Locator {
    return this.page.getByRole('slider').nth(chart);
  }

  /** @throws with what axe finds that keeps people out */
  async assertAccessible(where: string): Promise<void> {
    await assertAccessible(this.page, 'document', where);
  }

  /** @throws when the page is wider than its window: it would have to be pushed sideways */
  async assertFits(where: string): Promise<void> {
    const beyond = await this.page.evaluate<number>(
      `document.querySelector('.main').scrollWidth - document.querySelector('.main').clientWidth`,
    );
    assert.ok(beyond <= 0, `${where} is ${beyond} px too wide`);
  }
}

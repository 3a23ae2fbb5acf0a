import { test } from 'node:test';
import { TcpProxy } from '../tcp-proxy';
import { ReviewerPage } from './reviewer-page';
import type { Session } from './session';

/** Longer than the page waits for a sign of life, milliseconds. */
const SILENT_MS = 36_000;

export function silenceTests(session: () => Session): void {
  test('a connection that stays open and says nothing is lost, and comes back by itself', async () => {
    const { browser, line } = session();
    const cable = await TcpProxy.start(Number(new URL(line.runtime.url).port));
    const url = `http://127.0.0.1:${cable.port}`;
    const reviewer = await ReviewerPage.open(browser, line, { url, ownClock: true });
    await reviewer.text('Live', true).waitFor();
    cable.silence();
    await line.send('good');
    await reviewer.page.clock.fastForward(SILENT_MS);
    await reviewer.text('The connection to Node-RED is lost').waitFor();
    cable.speak();
    await reviewer.page.clock.fastForward(SILENT_MS);
    await reviewer.text('The connection to Node-RED is lost').waitFor({ state: 'detached' });
    await reviewer.text(line.lastPart).first().waitFor();
    await reviewer.close();
    await cable.stop();
  });
}

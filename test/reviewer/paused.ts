import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReviewerPage } from './reviewer-page';
import type { Session } from './session';

/** In how many lines the word on the big tile stands. */
const LINES_OF_TILE = `{
  const word = document.createRange();
  word.selectNodeContents(document.querySelector('.tile b'));
  word.getClientRects().length;
}`;

export function pausedTests(session: () => Session): void {
  test('a paused station says why, and whoever may lets it go on from the page', async () => {
    const { browser, line } = session();
    const [engineer, guest] = await ReviewerPage.openAll(browser, line, [
      { language: 'de-DE' },
      { user: 'guest', size: [800, 480] },
    ]);
    line.command('pause');
    await guest.text(/^Paused by a message: .* Send "resume" to the inspect node/).waitFor();
    assert.ok(await guest.button('Resume').isDisabled());
    await guest.assertAccessible('a paused station');
    await guest.assertFits('a paused station');
    await engineer.page
      .getByRole('status')
      .getByText(/^Durch eine Nachricht angehalten: /)
      .waitFor();
    await engineer.page.locator('.tile-off').getByText('Angehalten', { exact: true }).waitFor();
    assert.equal(await engineer.page.evaluate(LINES_OF_TILE), 1);
    await engineer.button('Fortsetzen').click();
    await engineer.text('line1 prüft wieder.').waitFor();
    await guest.button('Resume').waitFor({ state: 'detached' });
    await guest.go('Changes');
    await guest.page.locator('.change').first().getByText('Resumed').waitFor();
    await engineer.close();
    await guest.close();
  });
}

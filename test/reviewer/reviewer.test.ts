import { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../editor/editor';
import { largeTests } from './large';
import { ReviewedLine } from './line';
import { loginTests } from './login';
import { pausedTests } from './paused';
import { placesTests } from './places';
import { recipesTests } from './recipes';
import { recoveryTests } from './recovery';
import { rejectsTests } from './rejects';
import { retrainingTests } from './retraining';
import { scoresTests } from './scores';
import { sidebarTests } from './sidebar';
import { silenceTests } from './silence';
import { unjudgedTests } from './unjudged';
import { windowTests } from './window';

let line: ReviewedLine;
let browser: Browser;
before(async () => {
  [line, browser] = await Promise.all([ReviewedLine.start(), startBrowser()]);
  await line.learn();
  for (let part = 0; part < 24; part++) await line.send(part % 6 === 4 ? 'defect' : 'good');
});
after(async () => {
  await browser.close();
  await line.stop();
});

const session = () => ({ line, browser });

// First, so that the tokens of these logins are too old by the time everything else is done.
describe('who may see and change what', () => loginTests(session));
describe('the window', () => windowTests(session));
describe('the scores', () => scoresTests(session));
describe('the rejects', () => rejectsTests(session));
describe('what nobody could judge', () => unjudgedTests(session));
describe('the recipes', () => recipesTests(session));
describe('a recipe that learns anew', () => retrainingTests(session));
describe('a paused station', () => pausedTests(session));
describe('whatever may go wrong meanwhile', () => recoveryTests(session));
describe('what is seen may be old', () => silenceTests(session));
describe('every place it is shown in', () => placesTests(session));
describe('after a long time', () => largeTests(session));
describe("the editor's sidebar", () => sidebarTests(session));

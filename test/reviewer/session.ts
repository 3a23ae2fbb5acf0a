import type { Browser } from 'playwright-core';
import type { ReviewedLine } from './line';

/** One line and one browser for all tests of the reviewer: to start and train them takes longer than most tests. */
export interface Session {
  line: ReviewedLine;
  browser: Browser;
}

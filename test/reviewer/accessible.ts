import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe says of a page. */
interface AxeResults {
  /** Rules that something on the page was held against, and kept. */
  passes: unknown[];
  violations: { id: string; impact?: string; nodes: { html: string }[] }[];
}

/**
 * @param part of the page that axe looks at, as it wants it
 * @throws with what axe finds that keeps people out
 */
export async function assertAccessible(page: Page, part: string, where: string): Promise<void> {
  const results = await page.evaluate<AxeResults>(
    `${axe.source}; axe.run(${part}, { resultTypes: ['violations'] })`,
  );
  assert.ok(results.passes.length > 5, `${where}: axe saw nothing`);
  const grave = results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(
    grave.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`),
    [],
  );
}

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { median } from '../models/statistics';
import type { View } from '../nodes/reviewer/app/route/route';
import { startBrowser } from '../test/editor/editor';
import { storeLarge } from '../test/reviewer/large-store';
import { RECIPE, ReviewedLine, STATION } from '../test/reviewer/line';
import { loading, picturesOf } from '../test/reviewer/loading';
import { ReviewerPage } from '../test/reviewer/reviewer-page';
import { numbers } from './arguments';
import { markdownTable } from './table';

const LARGE = 'large';

/** What has to be seen before a view counts as loaded. */
const SEEN: Partial<Record<View, string>> = {
  health: 'article.station',
  window: '.gallery .frame-tile img',
  scores: 'canvas',
  rejects: '.reject img',
};

interface ReviewerRow {
  view: string;
  loads: number;
  medianMs: number;
  longestMs: number;
  /** Pictures that a load asks for, and how many of them are larger than a thumbnail. */
  pictures: number;
  fullSize: number;
}

/** `npm run -s bench -- reviewer`: how soon each view is there, in a real browser, with a large window and many rejects. */
export async function reviewer(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      frames: { type: 'string', default: '1000' },
      rejects: { type: 'string', default: '5000' },
      loads: { type: 'string', default: '10' },
      json: { type: 'string' },
    },
  });
  const [frames] = numbers('frames', values.frames, 40, 1000);
  const [rejects] = numbers('rejects', values.rejects, 1, 100_000);
  const [loads] = numbers('loads', values.loads, 1, 1000);
  const [browser, line] = await Promise.all([startBrowser(), ReviewedLine.start()]);
  try {
    await line.learn();
    await line.send('defect');
    await storeLarge(line.runtime.userDirectory, STATION, LARGE, RECIPE, { frames, rejects });
    await line.addStation(LARGE);
    const rows: ReviewerRow[] = [];
    for (const view of ['health', 'window', 'scores', 'rejects'] as const) {
      const page = await ReviewerPage.open(browser, line, { view, station: LARGE });
      rows.push(await timeView(page, view, loads));
      await page.close();
    }
    process.stdout.write(`${frames} frames, ${rejects} rejects\n\n${markdownTable(rows)}\n`);
    if (values.json) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  } finally {
    await browser.close();
    await line.stop();
  }
}

async function timeView({ page }: ReviewerPage, view: View, loads: number): Promise<ReviewerRow> {
  const part = SEEN[view] ?? 'main';
  await page.locator(part).first().waitFor();
  const asked = picturesOf(page);
  const times: number[] = [];
  for (let load = 0; load < loads; load++) times.push(await loading(page, part));
  return {
    view,
    loads,
    medianMs: Math.round(median(times)),
    longestMs: Math.round(Math.max(...times)),
    pictures: Math.round(asked.length / loads),
    fullSize: asked.filter((url) => !url.includes('as=thumbnail')).length,
  };
}

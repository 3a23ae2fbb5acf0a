// Known weaknesses (high and critical) of what is installed with the package, against the list of those looked into.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './process.mjs';

const SEVERE = ['high', 'critical'];

/**
 * @param report what `npm audit --json` printed, parsed; null when it printed none
 * @param accepted [{ advisory, package, reason }]: weaknesses that cannot be reached here, and why
 * @returns {{ skipped?: string, found: string[], outdated: string[] }}
 */
export function judge(report, accepted) {
  if (!report?.vulnerabilities) {
    const why = report?.message ?? 'no answer';
    return { skipped: `the registry did not answer (${why})`, found: [], outdated: [] };
  }
  const advisories = new Map();
  for (const { name, via } of Object.values(report.vulnerabilities)) {
    for (const cause of via.filter((one) => typeof one === 'object' && SEVERE.includes(one.severity))) {
      advisories.set(
        cause.url.split('/').at(-1),
        `${name}: ${cause.title} (${cause.severity}, ${cause.url})`,
      );
    }
  }
  const known = accepted.map(({ advisory }) => advisory);
  return {
    found: [...advisories].filter(([advisory]) => !known.includes(advisory)).map(([, text]) => text),
    outdated: known.filter((advisory) => !advisories.has(advisory)),
  };
}

/** @param more arguments for npm, such as another registry to ask */
export async function audit(more = []) {
  const args = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000', ...more];
  const options = { cwd: root, timeout: 60_000, maxBuffer: 2 ** 26 };
  // npm fails when it finds something, and has printed its report all the same.
  const { stdout } = await promisify(execFile)('npm', args, options).catch((error) => error);
  return judge(
    parsed(stdout ?? ''),
    JSON.parse(await readFile(join(root, 'scripts', 'audit-accepted.json'), 'utf8')),
  );
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

if (import.meta.main) {
  const { skipped, found, outdated } = await audit();
  if (skipped) console.log(`skipped: ${skipped}`);
  for (const weakness of found) console.error(`not looked into: ${weakness}`);
  for (const advisory of outdated) console.log(`${advisory} is not found any more: take it off the list.`);
  if (!skipped && found.length === 0) console.log('no severe weakness that was not looked into');
  process.exitCode = found.length > 0 ? 1 : 0;
}

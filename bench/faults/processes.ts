import { readdir, readFile } from 'node:fs/promises';

/** What one process holds, from /proc (Linux). */
export interface ProcessFacts {
  rssMb: number;
  handles: number;
  threads: number;
}

/** null when there is no such process. */
export async function processFacts(pid: number): Promise<ProcessFacts | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return {
      rssMb: number('VmRSS') / 1024,
      threads: number('Threads'),
      handles: (await readdir(`/proc/${pid}/fd`)).length,
    };
  } catch {
    return null;
  }
}

/** Processes that this one has started. */
export async function childrenOf(pid: number): Promise<number[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: number[] = [];
  for (const child of numbers) {
    const stat = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => '');
    // The name, in parentheses, may hold anything.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent === pid) found.push(Number(child));
  }
  return found;
}

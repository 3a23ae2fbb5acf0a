import { HostLine } from './host-line';

/** Stands for Node-RED in a test that kills it: starts an inference process and tells its process id. */
async function main(directory: string): Promise<void> {
  const line = await HostLine.start({}, directory);
  await line.open();
  await line.collect(1, 3);
  process.send?.(line.host.pid);
}

main(process.argv[2]);

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { HostLost } from '../../models/host/client';
import { StationQueue } from '../../models/host/station-queue';
import { Evaluation } from '../../models/verdict';
import { HostLine, WINDOW } from './host-line';
import { plate } from './pictures';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function startLine(...[options]: Parameters<typeof HostLine.start>): Promise<HostLine> {
  const line = await HostLine.start(options);
  ends.push(() => line.end());
  return line;
}

function pidOf(line: HostLine): number {
  const { pid } = line.host;
  assert.ok(pid);
  return pid;
}

async function gone(pid: number): Promise<void> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await pause(20)) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
  }
  assert.fail(`process ${pid} still runs`);
}

test('a killed process costs the frame it had; it restarts, reloads its recipe and judges the next', async () => {
  const line = await startLine();
  await line.open();
  await line.collect(1, WINDOW);
  const { fit } = await line.phase('inspecting');
  assert.equal(fit?.frames, WINDOW);
  const before = await line.inspect(101);
  assert.equal(before.judgement.evaluation, Evaluation.OK);

  const seen = line.statuses.all.length;
  const queue = new StationQueue({ frames: 10, megabytes: 100, deadlineMs: 0 });
  const pid = pidOf(line);
  // A stopped process has the frame and cannot answer it any more.
  process.kill(pid, 'SIGSTOP');
  const frame = await plate(102);
  const answer = queue.push(frame.length, Date.now(), () => line.send(102, frame));
  process.kill(pid, 'SIGKILL');
  const { judgement } = await answer;
  assert.equal(judgement.evaluation, Evaluation.NotDecidable);
  assert.match(judgement.reason, /the inference process stopped \(signal SIGKILL\)/);
  assert.match(await line.downs.first(), /stopped \(signal SIGKILL\)/);
  await assert.rejects(line.inspect(103), HostLost);

  await line.opened.count(2);
  assert.notEqual(line.host.pid, pid);
  const again = await line.phase('inspecting', seen);
  assert.deepEqual(again.fit, fit);
  const [good, bad] = [await line.inspect(104, false, 'default', true), await line.inspect(105, true)];
  assert.equal(good.judgement.evaluation, Evaluation.OK);
  assert.equal(good.judgement.modelId, fit?.modelId);
  assert.equal(bad.judgement.evaluation, Evaluation.NotOK);
  assert.deepEqual([...(good.picture ?? []).slice(0, 2)], [0xff, 0xd8]);
});

test('killed while collecting, the window goes on behind the last answered frame', async () => {
  const line = await startLine();
  await line.open();
  await line.collect(1, 7);
  const seen = line.statuses.all.length;
  process.kill(pidOf(line), 'SIGKILL');
  await line.opened.count(2);
  assert.equal((await line.phase('collecting', seen)).collected, 7);
  const answers = await line.collect(8, WINDOW);
  assert.equal(answers[0].judgement.reason, `learning: frame 8 of ${WINDOW}`);
  assert.equal((await line.phase('inspecting', seen)).fit?.frames, WINDOW);
});

test('killed while refining, the window is fitted after the restart', async () => {
  const line = await startLine();
  await line.open();
  let killed = false;
  line.host.on('status', ({ phase }) => {
    // Once: the process that is started next refines too, and says so before it has opened the station.
    if (phase !== 'refining' || killed) return;
    killed = true;
    process.kill(pidOf(line), 'SIGKILL');
  });
  await line.collect(1, WINDOW - 1);
  // Whether the last frame's answer comes before the kill is open; that it is in the window is not.
  await line.inspect(WINDOW).catch((error) => assert.ok(error instanceof HostLost));
  await line.opened.count(2);
  const { fit } = await line.phase('inspecting');
  assert.equal(fit?.frames, WINDOW);
  // Of a plate it has not seen, by a window of so few.
  assert.ok((await line.inspect(101)).judgement.score);
});

test('restarts come after pauses that grow', async () => {
  const line = await startLine({ backoff: { first: 20, longest: 80 } });
  const pauses: number[] = [];
  let down = 0;
  line.host.on('down', () => {
    down = performance.now();
  });
  for (let restart = 1; restart <= 4; restart++) {
    if (restart === 1) await line.open();
    await line.opened.count(restart);
    process.kill(pidOf(line), 'SIGKILL');
    await line.downs.count(restart);
    while (line.host.pid === undefined) await pause(1);
    pauses.push(performance.now() - down);
  }
  for (const [index, least] of [20, 40, 80, 80].entries()) {
    assert.ok(pauses[index] >= least - 2, `pause ${index} was ${pauses[index]} ms`);
  }
});

test('a process that hangs is killed and started again', async () => {
  const line = await startLine({ hangMs: 6000 });
  await line.open();
  const pid = pidOf(line);
  process.kill(pid, 'SIGSTOP');
  await assert.rejects(line.inspect(1), /no answer to "inspect" for 6 s/);
  await gone(pid);
  await line.opened.count(2);
  assert.equal((await line.inspect(1)).judgement.evaluation, Evaluation.Undefined);
});

test('a call that cannot be sent fails alone', async () => {
  const line = await startLine({ hangMs: 5000 });
  await line.open();
  const call = line.host.call('inspect', {
    station: 'line1',
    identity: Object.assign(
      { triggerId: 1, partId: '', recipe: '', source: '', capturedAt: '' },
      { odd: () => 1 },
    ),
    image: { data: new Uint8Array(1) },
    withPicture: false,
  });
  await assert.rejects(call, /could not be cloned/);
  assert.equal((await line.inspect(2)).judgement.evaluation, Evaluation.Undefined);
  assert.equal(line.downs.all.length, 0);
});

test('close ends the process, be it in the middle of a frame or dead already', async () => {
  const line = await startLine();
  await line.open();
  const pid = pidOf(line);
  const lost = assert.rejects(
    line.inspect(1).then(() => line.inspect(2)),
    HostLost,
  );
  await line.host.close();
  await lost;
  await gone(pid);
  const second = await startLine();
  await second.open();
  process.kill(pidOf(second), 'SIGKILL');
  await second.host.close();
});

test('no process is left behind when Node-RED is killed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'host-'));
  const script = join(__dirname, 'host-parent.ts');
  const parent = fork(script, [directory], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  ends.push(async () => {
    parent.kill('SIGKILL');
    await rm(directory, { recursive: true });
  });
  const [pid] = await once(parent, 'message');
  assert.equal(typeof pid, 'number');
  process.kill(pid, 0);
  parent.kill('SIGKILL');
  await gone(pid);
});

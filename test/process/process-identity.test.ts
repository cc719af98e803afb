import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { identityOf, isAlive, waitUntil } from '../../src/process/index.js';

function own() {
  const identity = identityOf();
  if (identity === null) throw new Error('this very process has no identity');
  return identity;
}

test('a running process is alive', () => {
  expect(isAlive(own())).toBe(true);
});

test('a pid that another process got since is not the same process', () => {
  expect(isAlive({ ...own(), startTime: own().startTime - 1 })).toBe(false);
});

test('a process of an earlier boot is not alive', () => {
  expect(isAlive({ ...own(), bootId: '00000000-0000-0000-0000-000000000000' })).toBe(false);
});

test('a pid that nobody has gives no identity', () => {
  const beyondTheLast = Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8')) + 1;
  expect(identityOf(beyondTheLast)).toBeNull();
});

test('a process whose name holds spaces and parentheses is identified', async () => {
  const child = spawn(process.execPath, [
    '-e',
    "process.title = 'a) R 1 (b'; console.log(1); setInterval(() => {}, 1e3)",
  ]);
  await once(child.stdout, 'data');
  const identity = identityOf(child.pid);
  expect(identity?.startTime).toBeGreaterThanOrEqual(own().startTime);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(identity && isAlive(identity)).toBe(false);
});

test('a zombie is not alive', async () => {
  // The shell's child is killed once the shell has become a sleep, which never reaps it.
  const shell = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
  const [line] = await once(shell.stdout, 'data');
  const identity = identityOf(Number(String(line)));
  if (identity === null) throw new Error(`no process ${line}`);
  const sleeps = () => (readFileSync(`/proc/${shell.pid}/comm`, 'utf8') === 'sleep\n' ? true : undefined);
  expect(await waitUntil(sleeps, { deadlineMs: 5_000 })).toBe(true);
  process.kill(identity.pid, 'SIGKILL');
  const end = await waitUntil(() => (isAlive(identity) ? undefined : true), { deadlineMs: 5_000 });
  expect(end).toBe(true);
  expect(readFileSync(`/proc/${identity.pid}/stat`, 'utf8')).toContain(') Z ');
  shell.kill('SIGKILL');
  await once(shell, 'exit');
});

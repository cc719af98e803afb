import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ownProcess, processState } from '../../src/operation/process-identity.js';

test('a process runs, and is gone when it was killed, even while nobody has reaped it', async () => {
  // The shell's child is killed and never waited for: a zombie for as long as the shell sleeps.
  const shell = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [chunk] = await once(shell.stdout, 'data');
    const pid = Number(String(chunk));
    const { readFileSync } = await import('node:fs');
    const fields = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
    const identity = { ...ownProcess(), pid, startTime: Number(fields()[21]) };
    expect(processState(identity)).toBe('running');
    process.kill(pid, 'SIGKILL');
    const deadline = performance.now() + 5_000;
    while (fields()[2] !== 'Z') expect(performance.now(), fields()[2]).toBeLessThan(deadline);
    expect(processState(identity)).toBe('gone');
  } finally {
    shell.kill('SIGKILL');
  }
});

test('a pid that was given to another process is not the one that was meant', () => {
  expect(processState(ownProcess())).toBe('running');
  expect(processState({ ...ownProcess(), startTime: 1 })).toBe('gone');
  expect(processState({ ...ownProcess(), pid: 4_194_303 })).toBe('gone');
});

test('nothing is said about processes of another boot or container', () => {
  expect(processState({ ...ownProcess(), bootId: 'other' })).toBe('elsewhere');
  expect(processState({ ...ownProcess(), pidNamespace: 'pid:[1]' })).toBe('elsewhere');
});

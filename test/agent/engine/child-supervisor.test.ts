import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ChildSupervisor } from '../../../src/agent/engine/child-supervisor.js';
import { until } from '../../engine/support/until.js';
import { home } from '../support/folder.js';
import { silent } from '../support/silent.js';

/** Runs the supervisor over a script in the engine's place; every run leaves a line in `runs`. */
function supervise(script: string) {
  const place = home();
  const binary = join(place.root, 'engine');
  writeFileSync(binary, `#!/bin/sh\necho run >> runs\n${script}\n`);
  chmodSync(binary, 0o755);
  const supervisor = new ChildSupervisor(binary, place, silent, () => 'signature');
  onTestFinished(() => supervisor.stop());
  const runs = () => {
    const path = join(place.root, 'runs');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').length : 0;
  };
  return { supervisor, place, runs };
}

const FOREVER = 'exec tail -f /dev/null';
const running = (runs: () => number, count: number) =>
  until(`run ${count} of the engine`, async () => (runs() >= count ? runs() : { not: runs() }));

describe('a supervisor', () => {
  it('runs one engine however often it is told to start', async () => {
    const { supervisor, runs } = supervise(FOREVER);
    await Promise.all([supervisor.start(), supervisor.start()]);
    await supervisor.start();
    await running(runs, 1);
    expect([supervisor.process, supervisor.restarts, supervisor.startedWith]).toEqual(['running', 0, 'signature']);
    await supervisor.stop();
    expect(runs()).toBe(1);
  });

  it('leaves no process, no pid and no pid file after a stop', async () => {
    const { supervisor, place, runs } = supervise(FOREVER);
    await supervisor.start();
    await running(runs, 1);
    const { pid } = supervisor;
    await supervisor.stop();
    expect([supervisor.process, supervisor.pid, supervisor.startedWith]).toEqual(['stopped', null, null]);
    expect(existsSync(place.enginePid)).toBe(false);
    expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
  });

  it('starts an engine that ended by itself again, and tells why it ended', async () => {
    const { supervisor, runs } = supervise('echo "Error initializing storage" >&2; exit 1');
    await supervisor.start();
    await running(runs, 2);
    expect(supervisor.restarts).toBe(1);
    expect(supervisor.lastError).toBe('Error initializing storage');
  });

  it('does not start an engine again that was stopped while it was backing off', async () => {
    const { supervisor, runs } = supervise('exit 1');
    await supervisor.start();
    await until('the back-off', async () =>
      supervisor.process === 'backing-off' ? true : { not: supervisor.process },
    );
    await supervisor.stop();
    expect(supervisor.process).toBe('stopped');
    await supervisor.start();
    await supervisor.stop();
    expect(runs()).toBeLessThanOrEqual(2);
  });

  it('survives a binary that cannot be executed', async () => {
    const { supervisor, place } = supervise(FOREVER);
    chmodSync(join(place.root, 'engine'), 0o644);
    await supervisor.start();
    await until('the back-off', async () =>
      supervisor.process === 'backing-off' ? true : { not: supervisor.process },
    );
  });

  it('gives the engine a minimal environment, without what the agent was started with', async () => {
    process.env['QUORATE_CANARY'] = 'hvs.canary';
    onTestFinished(() => {
      delete process.env['QUORATE_CANARY'];
    });
    const { supervisor, place, runs } = supervise(`env > environment; echo run >> runs; ${FOREVER}`);
    await supervisor.start();
    await running(runs, 2);
    expect(readFileSync(join(place.root, 'environment'), 'utf8')).not.toContain('canary');
  });
});

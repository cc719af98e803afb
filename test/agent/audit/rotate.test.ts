import { randomInt } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { rotateAudit } from '../../../src/agent/audit/rotate.js';
import { Authority } from '../../engine/support/authority.js';
import { RunningEngine } from '../../engine/support/running-engine.js';
import { until } from '../../engine/support/until.js';
import { folder } from '../support/folder.js';

const host = `127.97.${randomInt(256)}.${randomInt(1, 255)}`;
const ROOM = { largest: 20_000, kept: 40 };

test('a log below the limit is left alone, and one that is not there', async () => {
  const path = join(folder(), 'audit.log');
  const never = () => Promise.reject(new Error('nothing was laid aside'));
  await rotateAudit(path, never, ROOM);
  writeFileSync(path, 'x'.repeat(ROOM.largest - 1));
  await rotateAudit(path, never, ROOM);
  expect(existsSync(`${path}.1`)).toBe(false);
});

test('never more than the given number is kept, the newest first', async () => {
  const path = join(folder(), 'audit.log');
  for (const content of ['one', 'two', 'three', 'four']) {
    writeFileSync(path, content);
    await rotateAudit(path, async () => undefined, { largest: 1, kept: 2 });
  }
  expect(readdirSync(dirname(path)).toSorted()).toEqual(['audit.log.1', 'audit.log.2']);
  expect([readFileSync(`${path}.1`, 'utf8'), readFileSync(`${path}.2`, 'utf8')]).toEqual(['four', 'three']);
});

test('a real engine loses no line while its log is laid aside again and again', async () => {
  const engine = await RunningEngine.start(await Authority.create('audit'), host, 'a-audit000');
  try {
    const keys = await engine.client.init({ kind: 'unseal', shares: 1, threshold: 1, protection: 'plaintext' });
    await engine.client.unseal({ key: keys.shares[0] ?? '' });
    await until('the node leads', async () => {
      const { code } = await engine.client.health();
      return code === 200 ? true : { not: code };
    });
    const root = engine.client.withToken(keys.rootToken);
    await root.audit.enable('file', { type: 'file', options: { file_path: engine.auditFile } });
    const canaries = Array.from({ length: 300 }, (_, number) => `cubbyhole/canary-${number}`);
    for (const [number, canary] of canaries.entries()) {
      await root.write(canary, { value: 'x' });
      if (number % 10 === 0) await rotateAudit(engine.auditFile, async () => engine.reopen(), ROOM);
    }
    const home = dirname(engine.auditFile);
    const logs = readdirSync(home).filter((name) => name.startsWith('audit.log'));
    const lines = logs.flatMap((name) => readFileSync(join(home, name), 'utf8').split('\n').filter(Boolean));
    const asked = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'request');
    const seen = new Set(asked.map(({ request }) => request.path));
    expect(canaries.filter((canary) => !seen.has(canary))).toEqual([]);
    expect(logs.length).toBeGreaterThan(5);
  } finally {
    await engine.stop();
  }
});

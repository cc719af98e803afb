import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { putBack } from '../../../../src/cluster/jobs/restore/put-back.js';
import type { StepContext } from '../../../../src/cluster/steps/context.js';
import { EngineError, EngineUnreachable } from '../../../../src/engine/index.js';
import { ORIGIN } from '../../../snapshots/support/kept.js';
import { THREE } from '../../spec/example.js';
import { context } from '../../steps/support/context.js';

const [LEADER = ''] = THREE;
const MANIFEST = { ...ORIGIN, id: 'one' } as Parameters<typeof putBack>[2];
const folder = mkdtempSync(path.join(tmpdir(), 'put-back-'));
writeFileSync(path.join(folder, 'one.snap'), 'an archive');
afterAll(() => rmSync(folder, { recursive: true }));

const LOOKUP = 'auth/token/lookup-self';

type Answer = 'known' | 'forgotten' | 'silent';

/** An engine that takes every snapshot, and what it answers from then on; the last answer lasts. */
function engineThat(...answers: readonly Answer[]) {
  const restarted: string[] = [];
  let asked = 0;
  const lookupSelf = async () => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer === 'forgotten') throw new EngineError('GET', LOOKUP, 403, ['permission denied']);
    if (answer === 'silent')
      throw new EngineUnreachable(LEADER, 'GET', LOOKUP, 'timeout', true, 'no answer within 1000 ms');
    return {};
  };
  const engine = { raft: { snapshotRestore: async () => undefined }, token: { lookupSelf } };
  const work = context({
    engines: { [LEADER]: engine },
    agents: { [LEADER]: { restart: async () => restarted.push(LEADER) } },
  });
  const snapshots = { archiveOf: (id: string) => path.join(folder, `${id}.snap`) };
  const logins = { ...work.access.logins, forget: () => undefined };
  return { work: { ...work, access: { ...work.access, snapshots, logins } } as unknown as StepContext, restarted };
}

test('an engine that locks itself up after it took a snapshot is started again, and the restore says so', async () => {
  const { work, restarted } = engineThat('known', 'silent');
  await expect(putBack(work, LEADER, MANIFEST, { force: false, hungMs: 250 })).rejects.toMatchObject({
    code: 'QRT-NOT-REACHED',
    message: expect.stringContaining(`${LEADER} accepted the snapshot and then did not answer for 0.25 s`),
    cure: expect.stringContaining('Run the restore again'),
  });
  expect(restarted).toEqual([LEADER]);
});

test('one that is silent for a while and answers again is left alone', async () => {
  const { work, restarted } = engineThat('known', 'silent', 'silent', 'known', 'silent', 'silent', 'forgotten');
  await putBack(work, LEADER, MANIFEST, { force: false, hungMs: 10_000 });
  expect(restarted).toEqual([]);
});

test('one that stops taking the archive is given up, and is not said to have taken it', async () => {
  const { work, restarted } = engineThat('known');
  const hangs = async (archive: Readable, _: object, { signal }: { readonly signal: AbortSignal }) => {
    await once(archive, 'readable');
    await once(signal, 'abort');
    throw signal.reason;
  };
  const engine = await work.access.logins.as('restore', (await work.access.platform.machines())[0]?.address ?? '');
  Object.assign(engine.raft, { snapshotRestore: hangs });
  await expect(putBack(work, LEADER, MANIFEST, { force: false, hungMs: 100 })).rejects.toMatchObject({
    code: 'QRT-NOT-REACHED',
    message: expect.stringContaining('neither took more of snapshot one nor answered for 0.1 s'),
  });
  expect(restarted).toEqual([]);
});

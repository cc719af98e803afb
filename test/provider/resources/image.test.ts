import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { image } from '../../../src/provider/resources/image.js';
import { quorateImage } from '../../../src/schema/resources/index.js';
import { temporaryFolder } from '../../process/helpers.js';
import { called } from './harness.js';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const CONFIG = {
  digest: DIGEST,
  engine: { name: 'vault', version: '1.21.1', policy: 'lab', file: null, sha256: null },
  provision: [],
  signers: [],
  environment: 'lab',
};

/** A project in which the environment `lab` has a machine of this kind. */
async function projectWith(driver: 'process' | 'nspawn') {
  const project = await temporaryFolder();
  const home = path.join(project, '.quorate/lab/machines/a-aaaaaaaa');
  mkdirSync(home, { recursive: true });
  const record = {
    id: 'a-aaaaaaaa',
    driver,
    environment: 'lab',
    role: 'member',
    slot: 'a',
    zone: 'zone-1',
    image: DIGEST,
    address: '198.18.1.10',
    socket: '/agent.sock',
    home,
    created_at: '2026-01-01T00:00:00.000Z',
    created_by: { pid: 1, startTime: 1, bootId: 'another boot' },
    claimed: true,
  };
  writeFileSync(path.join(home, 'machine.json'), JSON.stringify(record));
  return called(quorateImage, image, project);
}

/** Whether real machines can be made here at all is told beside it. */
const kindsRefusedBy = ({ diagnostics = [] }: { diagnostics?: readonly { summary: string }[] }) =>
  diagnostics.filter(({ summary }) => summary.includes('QRT-MACHINE-KIND'));

const KINDS = [
  { driver: 'nspawn', form: 'machine', other: 'process', cure: 'export QUORATE_LAB_MACHINES=nspawn' },
  { driver: 'process', form: 'process', other: 'machine', cure: 'export QUORATE_LAB_MACHINES=process' },
] as const;

test.each(KINDS)('an environment with $driver machines gets an image for others of that kind', async (kind) => {
  const resource = await projectWith(kind.driver);
  expect(kindsRefusedBy(await resource.plan(null, { ...CONFIG, form: kind.form }))).toEqual([]);
});

test.each(KINDS)('one with $driver machines is told so in the plan of an image of the form $other', async (kind) => {
  const resource = await projectWith(kind.driver);
  const told = kindsRefusedBy(await resource.plan(null, { ...CONFIG, form: kind.other }));
  expect(told).toMatchObject([{ severity: 'WARNING', detail: expect.stringContaining(kind.cure) }]);
});

test.each(KINDS)('and with $driver machines is refused one of the form $other before it is baked', async (kind) => {
  const resource = await projectWith(kind.driver);
  const { state, diagnostics } = await resource.apply(null, { ...CONFIG, form: kind.other, id: DIGEST, ami: null });
  expect(kindsRefusedBy({ diagnostics })).toMatchObject([
    { severity: 'ERROR', summary: expect.stringContaining('lab has '), detail: expect.stringContaining(kind.cure) },
  ]);
  expect(state).toBeNull();
});

test('an environment without machines takes either', async () => {
  const resource = called(quorateImage, image, await temporaryFolder());
  for (const form of ['process', 'machine']) {
    expect(kindsRefusedBy(await resource.plan(null, { ...CONFIG, form }))).toEqual([]);
  }
});

import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StatusReport } from '../../../src/schema/index.js';
import { testEngine } from '../../engine/support/test-engine.js';
import { EVERYTHING } from '../support/everything.js';
import { Lab } from '../support/lab.js';
import { LabAccess, MOUNT } from '../support/lab-access.js';
import { mainOf } from '../support/main-of.js';
import { changeImage } from '../support/other-image.js';
import { fewestLive, VoterWatch } from '../support/voter-watch.js';

const GOOD = 'engine-as-released';
const ENGINE = 'engine-of-the-image';

interface BadImage {
  readonly what: string;
  /** What the deploy says of it. */
  readonly finding: RegExp;
  readonly spoil: (lab: Lab) => void | Promise<void>;
}

const IMAGES: readonly BadImage[] = [
  {
    what: 'whose engine does not start',
    finding: /silent for 30 s \(.*unknown storage type punch-cards/,
    spoil: (lab) => editTemplate(lab, (text) => text.replace('storage "raft"', 'storage "punch-cards"')),
  },
  {
    what: 'that cannot reach its seal',
    finding: /silent for 30 s \(.*seal/i,
    spoil: (lab) => editTemplate(lab, (text) => text.replace('{{quote this.value}}', '"{{this.value}}9"')),
  },
  {
    what: 'that is sealed by shares instead of the seal of the stack',
    finding: /its seal is shamir, expected transit/,
    spoil: (lab) => editTemplate(lab, (text) => text.replace(/\{\{#each seals\}\}.*?\n\}\n\{\{\/each\}\}/s, '')),
  },
  {
    what: 'with an engine of another version than it says',
    finding: /it runs version 1\.19\.0, expected 1\.21\.1/,
    spoil: async (lab) => {
      const older = await testEngine('1.19.0');
      useEngine(lab, older);
    },
  },
  {
    what: 'whose engine stalls again and again',
    finding: /it was not trusted within \d+ s: its engine answers nothing/,
    spoil: (lab) => {
      writeFileSync(engineIn(lab, 'stalling'), stalling(engineIn(lab, GOOD)));
      useEngine(lab, engineIn(lab, 'stalling'));
    },
  },
];

/** An engine that lives for five seconds, and then for a quarter of a second every six. */
function stalling(engine: string): string {
  return [
    '#!/bin/sh',
    'engine=$$',
    '[ "$1" = server ] && (sleep 5',
    '  while kill -STOP $engine; do sleep 6; kill -CONT $engine; sleep 0.25; done) >/dev/null 2>&1 &',
    `exec '${engine}' "$@"`,
    '',
  ].join('\n');
}

const engineIn = (lab: Lab, name: string) => path.join(lab.folder, name);

function useEngine(lab: Lab, from: string): void {
  copyFileSync(from, engineIn(lab, ENGINE));
  chmodSync(engineIn(lab, ENGINE), 0o755);
}

const templateOf = (lab: Lab) => path.join(lab.folder, 'templates', 'engine.hcl.hbs');

function editTemplate(lab: Lab, edit: (text: string) => string): void {
  const file = templateOf(lab);
  const text = readFileSync(file, 'utf8');
  const edited = edit(text);
  expect(edited).not.toBe(text);
  writeFileSync(file, edited);
}

/** The engine is a file of the project, accepted by the checksum that it has when the stack is synthesised. */
function main(environment: string): string {
  const props = `name: 'vault', version: '1.21.1', path: '${ENGINE}'`;
  const sha256 = `createHash('sha256').update(readFileSync('${ENGINE}')).digest('hex')`;
  return [
    "import { createHash } from 'node:crypto';",
    "import { readFileSync } from 'node:fs';",
    mainOf([{ environment }], { engine: `Engine.file({ ${props}, sha256: ${sha256} })` }),
  ].join('\n');
}

describe.skipIf(!EVERYTHING)('a new image that is no good', () => {
  let lab: Lab;
  let access: LabAccess;
  let before: StatusReport;
  let watch: VoterWatch;
  let template: string;

  function restore(): void {
    writeFileSync(templateOf(lab), template);
    useEngine(lab, engineIn(lab, GOOD));
  }

  beforeAll(async () => {
    lab = Lab.create({ label: 'bad-image', main });
    access = new LabAccess(lab);
    const engine = await testEngine();
    copyFileSync(engine, engineIn(lab, GOOD));
    template = readFileSync(templateOf(lab), 'utf8');
    restore();
    await lab.deploy();
    before = await lab.status();
    const balancer = await access.balancer();
    await access.prepareMount(balancer);
    await (await access.admin(balancer)).kv2(MOUNT).put('kept', { value: 'from the beginning' });
    watch = new VoterWatch(access);
  });
  afterEach(restore);
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test.for(IMAGES)('$what, is turned down before any old node is touched', async ({ finding, spoil }) => {
    await spoil(lab);
    const { exitCode, text } = await lab.cdktf(['deploy', lab.environment, '--auto-approve']);
    expect(exitCode, text).not.toBe(0);
    expect(text).toMatch(/QRT-(ROLLED-BACK|GATE-FAILED)/);
    expect(text).toMatch(finding);
    const status = await lab.status();
    expect(status).toMatchObject({ leader: before.leader, voters: 3, quorum: 2, failure_tolerance: 1 });
    const voters = status.nodes.filter(({ voter }) => voter).map(({ id }) => id);
    expect(voters.toSorted()).toEqual(before.nodes.map(({ id }) => id).toSorted());
    const healthy = status.load_balancer?.targets.filter(({ state }) => state === 'healthy').map(({ id }) => id);
    expect(healthy?.toSorted()).toEqual(voters.toSorted());
  });

  test('keeps nobody from deploying one that is', async () => {
    changeImage(lab);
    await lab.deploy();
    const after = await lab.status();
    expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
    expect(after.nodes).toHaveLength(3);
    expect(after.nodes.map(({ id }) => id)).not.toContain(before.leader);
    const secret = await (await access.admin(await access.balancer())).kv2(MOUNT).get('kept');
    expect(secret?.data).toEqual({ value: 'from the beginning' });
  });

  test('never costs a voter', async () => {
    const sightings = await watch.stop();
    expect(fewestLive(sightings)).toBe(3);
  });
});

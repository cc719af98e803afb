import type { Command } from 'commander';
import { describe, expect, onTestFinished, test } from 'vitest';
import { programFor } from '../../src/cli/program.js';
import type { Environment } from '../../src/environment/index.js';
import { decodeJson, OperationLock } from '../../src/operation/index.js';
import { journalEntry } from '../../src/operation/journal-entry.js';
import { call } from './support/called.js';
import { deployedProject } from './support/project.js';

const NODE = 'a-00000001';

/** Commands that change a running cluster, with what they need beside the environment `test`. */
const CHANGING: Readonly<Record<string, readonly string[]>> = {
  'step-down': ['test'],
  remove: ['test', NODE],
  join: ['test', NODE],
  rejoin: ['test', NODE],
  'snapshot take': ['test'],
  'snapshot prune': ['test'],
  restore: ['test', '--snapshot', 'latest'],
  failover: ['test', '--to', 'test', '--yes'],
  'recover start': ['test', NODE, '--yes'],
  'recover token': ['test'],
  'recover delete': ['test', 'sys/policy/none', '--yes'],
  'recover finish': ['test'],
  'recover quorum': ['test', '--yes', '--accept-loss'],
  'drill failover': ['test'],
  'drill partition': ['test', '--zone', 'zone-1'],
  'drill reboot': ['test'],
  'drill heal': ['test'],
  'drill restore': ['test'],
  'keys rotate': ['test'],
  'keys rekey': ['test'],
  'keys verify': ['test'],
  'keys ssh': ['test'],
  'keys root': ['test'],
  configure: ['test'],
  'certs renew': ['test'],
  'certs rollover': ['test'],
};

/** Commands that only read, or write to this computer what they read. */
const READING = [
  'status',
  'plan',
  'peers',
  'snapshot list',
  'snapshot inspect',
  'snapshot verify',
  'snapshot pull',
  'snapshot copies',
  'snapshot fetch',
  'recover list',
  'recover read',
  'keys status',
  'keys export',
  'certs status',
];

/** Commands that are neither, and why they are as they are. */
const APART: Readonly<Record<string, string>> = {
  watch: 'follows the journal, and what it prints are its lines',
  'lab exercise': 'is made of the other commands, each with a lock and a journal of its own',
  login: 'prints a token and nothing else',
  env: 'prints what a shell evaluates',
  unseal: 'is for people whose deploy holds the lock and waits for their shares',
  pause: 'is for whoever does not hold the lock',
  resume: 'is for whoever does not hold the lock',
  rollback: 'shows the plan of a rollout and asks before it takes the lock',
  'engine list': 'is about this computer',
  'engine add': 'is about this computer',
  'engine fetch': 'is about this computer',
  'engine verify': 'is about this computer',
  'image build': 'is about images, which no cluster runs yet',
  'image list': 'is about images',
  'image inspect': 'is about images',
  'image verify': 'is about images',
  'image sign': 'is about images',
  'image prune': 'is about images',
  doctor: 'is about this computer',
  diff: 'reviews what Terraform plans',
  review: 'reviews what Terraform plans',
  deploy: 'is Terraform, whose provider takes the lock',
  down: 'takes the store away, and with it the journal',
};

/** Everything that the store holds. */
async function contentOf({ store }: Environment): Promise<Readonly<Record<string, string>>> {
  // Its holder renews the lock.
  const keys = (await store.list('')).filter((key) => key !== 'lock');
  const values = await Promise.all(keys.map(async (key) => [key, (await store.get(key))?.etag ?? ''] as const));
  return Object.fromEntries(values);
}

function leavesOf(command: Command, path = command.name()): readonly (readonly [string, Command])[] {
  if (command.commands.length === 0) return [[path, command]];
  return command.commands.flatMap((one) => leavesOf(one, `${path} ${one.name()}`));
}

const leaves = new Map((await programFor([])).commands.flatMap((command) => leavesOf(command)));
const longOptions = (name: string) => leaves.get(name)?.options.map(({ long }) => long) ?? [];

/** Calls it as the program is called. */
async function run(folder: string, name: string, more: readonly string[] = []) {
  const words = [...name.split(' '), ...(CHANGING[name] ?? []), ...more];
  return await call((shell) => programFor(words, shell), folder, words);
}

/** An environment whose machines are gone, while somebody else works on it. */
async function lockedProject(): Promise<{ readonly folder: string; readonly environment: Environment }> {
  const project = await deployedProject();
  const signal = new AbortController().signal;
  const lock = await OperationLock.acquire(project.environment.store, { operation: 'deploy-0001', signal });
  onTestFinished(() => lock.release());
  return project;
}

async function journalOf({ store }: Environment) {
  const keys = await store.list('journal/');
  return await Promise.all(
    keys.map(async (key) => decodeJson(journalEntry, (await store.get(key))?.body ?? Buffer.from(''), key)),
  );
}

test('every command changes a cluster by the rules, only reads, or says why it is apart', () => {
  const sorted = [...Object.keys(CHANGING), ...READING, ...Object.keys(APART)].toSorted();
  expect([...leaves.keys()].toSorted()).toEqual(sorted);
});

describe.each(Object.keys(CHANGING))('quorate %s', (name) => {
  test('has a dry run, and JSON for programs', () => {
    expect(longOptions(name)).toEqual(expect.arrayContaining(['--plan', '--json']));
  });

  test('refuses while another operation holds the lock, and leaves its journal alone', async () => {
    const { folder, environment } = await lockedProject();
    const { exitCode, stdout, stderr } = await run(folder, name);
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('QRT-LOCKED');
    expect(stderr).toContain('deploy-0001');
    expect(await journalOf(environment)).toEqual([]);
  });

  test('shows its steps without the lock, and changes nothing', async () => {
    const { folder, environment } = await lockedProject();
    const before = await contentOf(environment);
    const { stderr } = await run(folder, name, ['--plan']);
    expect(stderr).not.toContain('QRT-LOCKED');
    expect(await contentOf(environment)).toEqual(before);
  });

  test('tells the journal who began it, when, and how it ended, and can be run again', async () => {
    const { folder, environment } = await deployedProject();
    const first = await run(folder, name);
    const told = (await journalOf(environment)).filter(({ step }) => step === 'operation');
    expect(
      told.map(({ state }) => state),
      first.stderr,
    ).toEqual(['started', first.exitCode === 0 ? 'done' : 'failed']);
    for (const { kind, who, when } of told) {
      expect({ kind, who }).toEqual({ kind: expect.stringMatching(/^[a-z-]+$/), who: expect.stringContaining('@') });
      expect(Date.parse(when)).toBeGreaterThan(0);
    }
    if (first.exitCode !== 0) expect(told[1]?.result).toMatch(/\S/);
    const again = await run(folder, name);
    expect({ exitCode: again.exitCode, locked: again.stderr.includes('QRT-LOCKED') }).toEqual({
      exitCode: first.exitCode,
      locked: false,
    });
  });
});

test.each(READING)('quorate %s has JSON for programs', (name) => {
  expect(longOptions(name)).toContain('--json');
});

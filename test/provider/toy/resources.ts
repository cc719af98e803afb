import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { PartialFailure, type Resource, resourceDefiner, type Work } from '../../../src/provider/framework/index.js';
import { isUnknown } from '../../../src/provider/protocol/index.js';
import { toyGroup, toyThing } from './schemas.js';

/** The toy world is a folder: `things/`, `groups/`, `log`, and `control/`, whose files make handlers misbehave. */
export interface ToyWorld {
  readonly root: string;
}

const defineResource = resourceDefiner<ToyWorld>();
const record = z.object({ name: z.string(), content: z.string(), generation: z.number() });

function log({ root }: ToyWorld, line: string): void {
  appendFileSync(path.join(root, 'log'), `${line}\n`);
}

/** Obeys `control/hang-WHAT` (until aborted) and `control/fail-WHAT`. */
async function obey({ provider, signal }: Pick<Work<ToyWorld>, 'provider' | 'signal'>, what: string): Promise<void> {
  const control = (order: string) => existsSync(path.join(provider.root, 'control', `${order}-${what}`));
  if (control('hang')) {
    log(provider, `hanging ${what} ${process.pid}`);
    await delay(60_000, undefined, { signal }).catch(() => undefined);
    log(provider, `aborted ${what}`);
    await delay(control('linger') ? 1_000 : 0);
    log(provider, `wound-down ${what}`);
    signal.throwIfAborted();
  }
  if (control('fail')) throw new Error(`told to fail ${what}`);
}

function fileOf(root: string, kind: 'things' | 'groups', id: string): string {
  mkdirSync(path.join(root, kind), { recursive: true });
  return path.join(root, kind, `${id}.json`);
}

const thing: Resource<ToyWorld> = defineResource(toyThing).handledBy({
  plan: ({ prior, set, replace }) => {
    set('status', 'running');
    if (prior && prior.status !== 'running') replace('status');
  },
  create: async ({ config, provider, signal, progress }) => {
    progress(`making ${config.name}`);
    await obey({ provider, signal }, 'create');
    const id = `${config.name}-${randomBytes(4).toString('hex')}`;
    const file = fileOf(provider.root, 'things', id);
    writeFileSync(file, JSON.stringify({ name: config.name, content: config.content, generation: 1 }));
    log(provider, `create thing ${config.name}`);
    progress(`made ${config.name}`);
    return { id, path: file };
  },
  read: async ({ prior, provider }) => {
    if (!existsSync(prior.path)) return null;
    const stopped = existsSync(path.join(provider.root, 'control', `stopped-${prior.name}`));
    return { status: stopped ? 'stopped' : 'running' };
  },
  update: async ({ prior, config, provider, signal }) => {
    await obey({ provider, signal }, 'update');
    const { generation } = record.parse(JSON.parse(readFileSync(prior.path, 'utf8')));
    writeFileSync(prior.path, JSON.stringify({ ...config, generation: generation + 1 }));
    log(provider, `update thing ${config.name}`);
    return {};
  },
  delete: async ({ prior, provider, signal }) => {
    await obey({ provider, signal }, 'delete');
    const groups = path.join(provider.root, 'groups');
    const users = existsSync(groups) ? readdirSync(groups) : [];
    const user = users.find((group) => readFileSync(path.join(groups, group), 'utf8').includes(prior.id));
    if (user) throw new Error(`${prior.id} is still a member of ${user}`);
    rmSync(prior.path, { force: true });
    log(provider, `delete thing ${prior.name}`);
  },
});

const members = z.object({ members: z.record(z.string(), z.string()) });

const group: Resource<ToyWorld> = defineResource(toyGroup).handledBy({
  validate: ({ config, error }) => {
    if (!isUnknown(config.members) && Object.keys(config.members).length === 2) {
      error('An even group', 'Expected: 1, 3 or 5 members\nReceived: 2\nCure: add or remove one.', ['members']);
    }
  },
  plan: ({ prior, config, proposed, set, unknown, warn, error }) => {
    if (prior && prior.name !== config.name) error('A group keeps its name', 'Rename it back.', ['name']);
    const wanted = isUnknown(config.members) ? [] : Object.keys(config.members);
    const grown = prior && JSON.stringify(proposed.members) !== JSON.stringify(prior.members);
    const lost = prior !== null && prior.present < wanted.length;
    if (lost) warn(`${prior.name} lost members`, `${prior.present} of ${wanted.length} are there.`);
    const change = !prior || grown || lost;
    // Read leaves the steps null, and without a change they stay null: a value would be a change of its own.
    if (!change) return;
    unknown('present');
    set(
      'steps',
      wanted.map((slot) => ({ step: 'join', reason: `slot ${slot}` })),
    );
  },
  planDelete: ({ prior }) => {
    if (prior.deletion_protection) throw new Error(`${prior.name} is protected: set deletion_protection = false first`);
  },
  create: async (input) => converge(input, input.config),
  read: async ({ prior, provider }) => {
    const file = fileOf(provider.root, 'groups', prior.id);
    if (!existsSync(file)) return null;
    return { present: Object.keys(members.parse(JSON.parse(readFileSync(file, 'utf8'))).members).length, steps: null };
  },
  update: async (input) => {
    try {
      return await converge(input, input.config);
    } catch (error) {
      throw new PartialFailure(error, { present: 1 });
    }
  },
  delete: async ({ prior, provider }) => {
    rmSync(fileOf(provider.root, 'groups', prior.id), { force: true });
    log(provider, `delete group ${prior.name}`);
  },
  import: async ({ id, provider }) => {
    const file = fileOf(provider.root, 'groups', id);
    if (!existsSync(file)) throw new Error(`there is no group ${id}`);
    const there = members.parse(JSON.parse(readFileSync(file, 'utf8'))).members;
    const known = Object.entries(there).map(([slot, thing_id]) => [slot, { thing_id, note: null }]);
    return {
      name: id,
      members: Object.fromEntries(known),
      deletion_protection: true,
      id,
      present: known.length,
      steps: null,
    };
  },
});

interface GroupConfig {
  readonly name: string;
  readonly members: Readonly<Record<string, { readonly thing_id: string }>>;
}

async function converge(work: Work<ToyWorld>, config: GroupConfig): Promise<{ id: string; present: number }> {
  work.progress(`converging ${config.name}`);
  log(work.provider, `converge ${config.name} start`);
  await obey(work, 'converge');
  const ids = Object.entries(config.members).map(([slot, { thing_id }]) => [slot, thing_id]);
  const file = fileOf(work.provider.root, 'groups', config.name);
  writeFileSync(file, JSON.stringify({ members: Object.fromEntries(ids) }));
  log(work.provider, `converge ${config.name} done`);
  return { id: config.name, present: ids.length };
}

export const toyResources = [thing, group];

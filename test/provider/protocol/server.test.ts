import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createServerIdentity } from '../../../src/provider/protocol/certificate.js';
import { type CtyType, decodeDynamicValue, encodeDynamicValue, UNKNOWN } from '../../../src/provider/protocol/index.js';
import { ToyClient, ToyProcess } from './toy-process.js';

const toy = new ToyProcess();
const world = path.join(toy.root, 'world');
const config = encodeDynamicValue({ project_dir: '.' }, ['object', { project_dir: 'string' }]);
const thing: CtyType = [
  'object',
  { name: 'string', content: 'string', id: 'string', path: 'string', status: 'string' },
];

interface Applied {
  readonly new_state: { readonly msgpack: Uint8Array };
  readonly diagnostics: readonly { readonly severity: string; readonly summary: string }[];
}

beforeAll(() => toy.build());
afterAll(() => toy.remove());
afterEach(() => {
  if (existsSync(path.join(world, 'log'))) writeFileSync(path.join(world, 'log'), '');
});

async function until(what: string, condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !condition(); await delay(10)) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen within 10 s`);
  }
}

const log = () => (existsSync(path.join(world, 'log')) ? readFileSync(path.join(world, 'log'), 'utf8') : '');
const logged = (entry: string) => until(entry, () => log().includes(entry));

/** Starts a creation that hangs until it is aborted, and then dawdles; its answer comes in a box of its own. */
async function hang(client: ToyClient): Promise<{ answer: Promise<Applied>; provider: number }> {
  await client.call('ConfigureProvider', { terraform_version: '1.11.4', config });
  mkdirSync(path.join(world, 'control'), { recursive: true });
  for (const order of ['hang', 'linger']) writeFileSync(path.join(world, 'control', `${order}-create`), '');
  const planned = { name: 'a', content: 'x', status: 'running' };
  const answer = client.call<Applied>('ApplyResourceChange', {
    type_name: 'quorate_thing',
    prior_state: encodeDynamicValue(null, thing),
    planned_state: encodeDynamicValue({ ...planned, id: UNKNOWN, path: UNKNOWN }, thing),
    config: encodeDynamicValue(planned, thing),
  });
  answer.catch(() => undefined);
  await logged('hanging create');
  return { answer, provider: Number(/hanging create (\d+)/.exec(log())?.[1]) };
}

describe('a provider process', () => {
  it('says what it is and exits 1 when a person starts it', () => {
    const { status, stderr, stdout } = spawnSync('node', [toy.bundle], {
      env: { PATH: process.env['PATH'], HOME: toy.root },
    });
    expect(status).toBe(1);
    expect(stderr.toString()).toContain('This is a Terraform provider');
    expect(stdout.toString()).toBe('');
  });

  it('prints one handshake line and serves its schema by mutual TLS', async () => {
    const { client, handshake } = await toy.start();
    expect(handshake).toMatch(/^1\|6\|unix\|\/[^|]+\|grpc\|[A-Za-z0-9+/]+\n$/);
    const schema = await client.call<{ resource_schemas: object }>('GetProviderSchema', {});
    expect(Object.keys(schema.resource_schemas)).toEqual(['quorate_thing', 'quorate_group']);
  });

  it('lets nobody in whose certificate is not the one it was told', async () => {
    const { client, handshake } = await toy.start();
    const stranger = new ToyClient(client.socket, handshake.trim().split('|')[5] ?? '', await createServerIdentity());
    await expect(stranger.call('GetProviderSchema', {})).rejects.toThrow();
    await expect(client.call('GetProviderSchema', {})).resolves.toBeDefined();
  });

  it('ends and leaves no socket when Terraform shuts it down', async () => {
    const { child, client } = await toy.start();
    await client.call('Shutdown', {});
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(existsSync(client.socket)).toBe(false);
  });

  it('goes on when its output is closed and its terminal hangs up', async () => {
    const { child, client } = await toy.start();
    child.stdout.destroy();
    child.stderr.destroy();
    await client.call('ConfigureProvider', { terraform_version: '1.11.4', config });
    process.kill(child.pid ?? 0, 'SIGHUP');
    await expect(client.call('GetProviderSchema', {})).resolves.toBeDefined();
  });
});

describe('an interrupted provider', () => {
  it.each([
    ['StopProvider', (client: ToyClient) => client.call('StopProvider', {})],
    ['SIGINT', async (_: ToyClient, pid: number) => process.kill(pid, 'SIGINT')],
  ])('answers %s at once with error and prior state, and lets the work wind down behind it', async (_, interrupt) => {
    const { client } = await toy.start();
    const { answer, provider } = await hang(client);
    await interrupt(client, provider);
    const { new_state, diagnostics } = await answer;
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['ERROR']);
    expect(diagnostics[0]?.summary).toContain('interrupted');
    expect(decodeDynamicValue(new_state, thing)).toBeNull();
    expect(log()).not.toContain('wound-down');
    await logged('wound-down create');
  });

  it('aborts, winds down and ends when Terraform is gone', async () => {
    const { child, client } = await toy.start('"$@" & wait');
    const { provider } = await hang(client);
    child.kill('SIGKILL');
    await logged('wound-down create');
    await until('the end of the provider', () => !existsSync(`/proc/${provider}`));
  });
});

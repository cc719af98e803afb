import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { decryptMessage, type PgpKeyPair, readKeyPair, SealedStore } from '../../../../src/custody/index.js';
import type { EngineClient } from '../../../../src/engine/index.js';
import { decodeRootToken } from '../../../../src/engine/index.js';
import { type Environment, openEnvironment, withCluster } from '../../../../src/environment/index.js';
import { runtimeDirectory } from '../../../../src/process/index.js';
import type { StatusReport } from '../../../../src/schema/index.js';
import type { Lab } from '../../support/lab.js';
import { Evidence } from './evidence.js';
import { processesIn } from './process-tree.js';

export interface Expected {
  /** @default 3 */
  readonly nodes?: number;
  /** Private keys in the order of the shares. @default the lab's own key for every share */
  readonly holders?: readonly PgpKeyPair[];
  /** Operations of earlier clusters of this name. @default none */
  readonly archived?: readonly string[];
  /** Whether a transit server belongs to it. @default true */
  readonly seal?: boolean;
  /** Other folders of machines of this environment: the checkout that it was copied from. */
  readonly elsewhere?: readonly Lab[];
}

/**
 * The rule of every crash test: what stands in the end is one whole cluster, opened by the keys that custody holds,
 * and nothing else. Returns the cluster's id.
 */
export async function expectVerified(lab: Lab, expected: Expected = {}): Promise<string> {
  const { nodes = 3 } = expected;
  const report = await lab.status();
  expect(report, JSON.stringify(report.problems)).toMatchObject({
    healthy: true,
    voters: nodes,
    failure_tolerance: Math.floor((nodes - 1) / 2),
  });
  expect(report.nodes).toHaveLength(nodes);
  const environment = openEnvironment(lab.folder, lab.environment);
  const id = await onlyClusterOf(lab, environment, report, expected.archived ?? []);
  await expectGoodKeys(environment, report, expected.holders);
  await expectNoOrphans(lab, environment, report, expected);
  return id;
}

/** Every node answers with the id that custody confirmed, and no other cluster of this name was ever confirmed. */
async function onlyClusterOf(
  lab: Lab,
  environment: Environment,
  report: StatusReport,
  archived: readonly string[],
): Promise<string> {
  const agents = await Promise.all(report.nodes.map(({ id }) => environment.agent(id)));
  const ids = await Promise.all(agents.map(async (agent) => (await agent.status()).engine.cluster_id));
  const entry = await new SealedStore(environment.store, 'vault').read();
  expect(entry).toMatchObject({ state: 'confirmed', cluster_id: report.cluster_id, root_token: null });
  expect(new Set(ids)).toEqual(new Set([report.cluster_id]));
  expect(new Evidence(lab).archived()).toEqual(archived);
  expect(await readKeyPair(environment.working, 'bootstrap')).toBeUndefined();
  const left = await Promise.all(agents.map(async (agent) => (await agent.initialization()).state));
  expect(new Set(left)).toEqual(new Set(['none']));
  return String(report.cluster_id);
}

/** The shares in custody can be read, and a quorum of them makes a root token. */
async function expectGoodKeys(
  environment: Environment,
  report: StatusReport,
  holders: readonly PgpKeyPair[] | undefined,
): Promise<void> {
  const entry = await new SealedStore(environment.store, 'vault').read();
  if (entry?.state !== 'confirmed') throw new Error(`custody holds ${entry?.state ?? 'nothing'}`);
  const lab = await readKeyPair(environment.working, 'lab');
  const shares = await Promise.all(
    entry.messages.map(async (message, index) => {
      const holder = holders?.[index] ?? lab;
      if (!holder) throw new Error(`nobody holds share ${index + 1}`);
      return await decryptMessage(message, holder);
    }),
  );
  expect(shares).toHaveLength(entry.shares);
  expect(new Set(shares).size).toBe(entry.shares);
  const leader = report.nodes.find(({ id }) => id === report.leader);
  await withCluster(environment, 'vault', async ({ logins }) => {
    const engine = await logins.connect('operator', leader?.address ?? 'no leader');
    const root = engine.withToken(await generateRoot(engine, shares.slice(-entry.threshold)));
    expect((await root.token.lookupSelf()).policies).toEqual(['root']);
    await root.token.revokeSelf();
  });
}

async function generateRoot(engine: EngineClient, shares: readonly string[]): Promise<string> {
  const ceremony = engine.generateRoot();
  await ceremony.cancel();
  const { nonce, otp = '' } = await ceremony.start();
  let encoded = '';
  for (const share of shares) encoded = (await ceremony.update(share, nonce)).encoded_token;
  return decodeRootToken(encoded, otp);
}

/** What the driver records, what lies on disk, what runs and what is reserved is one and the same. */
async function expectNoOrphans(
  lab: Lab,
  environment: Environment,
  report: StatusReport,
  { seal = true, elsewhere = [] }: Expected,
): Promise<void> {
  const records = await environment.driver.list(lab.environment);
  const ids = records.map(({ id }) => id).sort();
  expect(records.filter(({ role }) => role === 'seal')).toHaveLength(seal ? 1 : 0);
  const members = records.filter(({ role }) => role === 'member').map(({ id }) => id);
  expect(members.sort()).toEqual(report.nodes.map(({ id }) => id).sort());
  expect(new Evidence(lab).machines()).toEqual(ids);
  for (const other of elsewhere) expect(ids).toEqual(expect.arrayContaining(new Evidence(other).machines()));
  const homes = [lab, ...elsewhere].map(({ folder }) => folder);
  const wanted = [...ids.flatMap((id) => [`agent of ${id}`, `engine of ${id}`]), 'balancer'];
  expect(homes.flatMap(running).sort()).toEqual(wanted.sort());
  expect(await reserved(homes)).toEqual(ids);
  expect(report.load_balancer?.targets.map(({ id }) => id).sort()).toEqual(members);
}

/** Everything that runs in a checkout, by what it is; what is left of a deploy shows as its command line. */
function running(folder: string): string[] {
  return processesIn(folder).map(({ command }) => {
    const machine = /\/machines\/([^/ ]+)/.exec(command)?.[1];
    if (command.includes('/agent.cjs ')) return `agent of ${machine}`;
    if (command.includes(' server -config=')) return `engine of ${machine}`;
    return command.includes('/balancer.mjs ') ? 'balancer' : command;
  });
}

/** Machines of these checkouts for which an address is reserved. */
async function reserved(folders: readonly string[]): Promise<string[]> {
  const addresses = path.join(await runtimeDirectory(), 'addresses');
  return readdirSync(addresses)
    .flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(path.join(addresses, name), 'utf8')) as { machine: string; home: string }];
      } catch {
        return [];
      }
    })
    .filter(({ home }) => folders.some((folder) => home.startsWith(`${folder}${path.sep}`)))
    .map(({ machine }) => machine)
    .sort();
}

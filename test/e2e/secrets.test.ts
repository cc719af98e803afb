import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/index.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { processesBelow, type RunningProcess } from './support/processes.js';
import { leaks, placesBelow, rootTokenOf, type Secret, secretsAtHome, sharesOf } from './support/secrets.js';

const lab = Lab.create({ label: 'secrets' });
const access = new LabAccess(lab);
const seen = new Map<string, RunningProcess>();
const outcomes: [string, Outcome][] = [];
let rootToken: string | undefined;
let secrets: readonly Secret[];

const CANARY = `canary-${randomBytes(12).toString('hex')}`;
const WRONG_SHARE = randomBytes(33).toString('hex');

/** Runs a command to its end, looking meanwhile at every process of the lab and for the root token. */
async function watched(name: string, run: Promise<Outcome>): Promise<Outcome> {
  let ended = false;
  const running = run.finally(() => {
    ended = true;
  });
  while (!ended) {
    for (const one of processesBelow(lab.folder)) seen.set(`${one.pid} ${one.commandLine}`, one);
    rootToken ??= await rootTokenOf(access);
    await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 20))]);
  }
  outcomes.push([name, await running]);
  return running;
}

beforeAll(async () => {
  const quorate = (...args: string[]) => watched(`quorate ${args[0]}`, lab.quorate(args));
  const deployed = await watched('deploy', lab.cdktf(['deploy', lab.environment, '--auto-approve']));
  if (deployed.exitCode !== 0) throw new Error(deployed.text);
  const login = await lab.quorate(['login', lab.environment]);
  const balancer = await access.balancer();
  await access.prepareMount(balancer);
  await (await access.admin(balancer)).kv2(MOUNT).put('canary', { value: CANARY });
  await quorate('status', lab.environment);
  await quorate('plan', lab.environment);
  await quorate('peers', lab.environment);
  await quorate('env', lab.environment);
  await quorate('doctor');
  await watched('quorate unseal', lab.quorate(['unseal', lab.environment], { input: `${WRONG_SHARE}\n` }));
  await watched('diff', lab.cdktf(['diff', lab.environment], { variables: { QUORATE_LAB_NODES: '5' } }));
  const cwd = path.join(lab.folder, 'cdktf.out/stacks', lab.environment);
  await watched('terraform show', lab.run('terraform', ['show', '-json', 'plan'], { cwd }));
  await watched('terraform show state', lab.run('terraform', ['show', '-json'], { cwd }));
  secrets = [
    { name: 'root token', text: rootToken ?? '' },
    { name: 'a written secret', text: CANARY },
    { name: 'a share given on standard input', text: WRONG_SHARE },
    { name: 'a token of quorate login', text: login.stdout.trim() },
    ...(await sharesOf(access)),
    ...secretsAtHome(lab.store),
  ];
});
afterAll(async () => {
  await access.close();
  await lab.remove();
});

test('secrets of every kind are known to the search', () => {
  expect(rootToken).toMatch(/^hvs\.\S{20,}$/);
  for (const { name, text } of secrets) expect(text.length, name).toBeGreaterThanOrEqual(16);
  const homes = secrets.map(({ name }) => name).join('\n');
  expect(homes).toMatch(/working\/authorities/);
  expect(homes).toMatch(/working\/identities\/operator/);
  expect(homes).toMatch(/working\/keys\/lab/);
  expect(homes.match(/machines\/.*\/config\/seal-token\.json/g)).toHaveLength(3);
  expect(homes.match(/machines\/seal-.*\/config\/seal-server\.json/g)?.length).toBeGreaterThanOrEqual(2);
  expect(homes.match(/machines\/.*\/tls\/node\.key/g)).toHaveLength(4);
});

test('the root token is revoked and what could open it is deleted', async () => {
  const client = await access.cluster.logins.connect('observer', await access.balancer());
  const lookup = client.withToken(rootToken ?? '').token.lookupSelf();
  await expect(lookup).rejects.toSatisfy((error) => error instanceof EngineError && error.status === 403);
  expect(secrets.filter(({ name }) => name.includes('bootstrap'))).toEqual([]);
});

test('no secret is in state, plan, synthesised files, logs, journal, reports or the environment store', async () => {
  const places = await placesBelow(path.dirname(lab.folder));
  const files = places.map(([file]) => file).join('\n');
  for (const expected of [
    /terraform\.tfstate$/m,
    /cdk\.tf\.json$/m,
    /plan!tfplan$/m,
    /logs\/audit\.log$/m,
    /logs\/agent\.log$/m,
    /logs\/engine\.log$/m,
    /journal\//,
    /custody\/sealed\//,
    /balancer\.log$/m,
  ]) {
    expect(files).toMatch(expected);
  }
  expect(leaks(secrets, places)).toEqual([]);
});

test('no secret is in what any command printed', () => {
  expect(outcomes.length).toBeGreaterThan(8);
  expect(
    leaks(
      secrets,
      outcomes.map(([name, { stdout, text }]) => [name, stdout + text] as const),
    ),
  ).toEqual([]);
});

test('no secret is in the arguments or the environment of any process, at any time', () => {
  const programs = [...seen.values()].map(({ commandLine }) => commandLine);
  for (const program of [
    /cdktf deploy/,
    /terraform apply/,
    /provider\.mjs/,
    /agent\.cjs/,
    /server -config/,
    /balancer\.mjs/,
  ]) {
    expect(
      programs.some((commandLine) => program.test(commandLine)),
      String(program),
    ).toBe(true);
  }
  const places = [...seen.values()].map(
    ({ commandLine, environment }) => [commandLine, commandLine + environment] as const,
  );
  expect(leaks(secrets, places)).toEqual([]);
});

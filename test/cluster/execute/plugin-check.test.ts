import { expect, test } from 'vitest';
import { PluginCheck } from '../../../src/cluster/execute/plugin-check.js';
import type { ClusterAccess } from '../../../src/cluster/index.js';
import type { Look } from '../../../src/cluster/observe/observe.js';
import { EngineError, EngineUnreachable } from '../../../src/engine/index.js';

type Plugins = { readonly auth: readonly string[]; readonly secret: readonly string[] };

/** What is asked, in order, and what answers it. */
interface World {
  readonly asked: string[];
  /** By agent; an error is thrown. */
  readonly plugins: Record<string, Plugins | Error>;
  secret: Record<string, { type: string; running_sha256?: string }> | Error;
}

const FULL: Plugins = { auth: ['cert', 'approle'], secret: ['kv', 'pki', 'aws'] };
const LACKING: Plugins = { auth: ['cert'], secret: ['kv', 'pki'] };
const SILENT = new Error('no answer');

function world(plugins: World['plugins']): World {
  const secret = { 'sys/': { type: 'system' }, 'kv/': { type: 'kv' }, 'cloud/': { type: 'aws' } };
  return { asked: [], plugins, secret };
}

function checkOf(given: World): PluginCheck {
  const answer = async <T>(value: T | Error): Promise<T> => {
    if (value instanceof Error) throw value;
    return value;
  };
  const agent = async (id: string) => ({
    plugins: () => {
      given.asked.push(id);
      return answer(given.plugins[id] ?? SILENT);
    },
  });
  const auth = { 'token/': { type: 'token' }, 'quorate/': { type: 'cert' }, 'app/': { type: 'approle' } };
  const as = async () => ({ mounts: { list: () => answer(given.secret) }, auth: { list: () => answer(auth) } });
  return new PluginCheck({ platform: { agent }, logins: { as } } as unknown as ClusterAccess);
}

/** Members of one image, led by the first, and the machines of another image that are to join. */
function look(joining: readonly string[], image = 'new'): Look {
  const nodes = [
    ...['a-old', 'b-old'].map((id) => ({ machine: { id, address: id, image: 'old' }, status: {} })),
    ...joining.map((id) => ({ machine: { id, address: id, image }, status: {} })),
  ];
  const servers = ['a-old', 'b-old'].map((id) => ({ id }));
  return { observed: { cluster: { active: 'a-old', membership: { servers } } }, nodes } as unknown as Look;
}

const NEW = ['a-new', 'b-new'];

test('names plugins that mounts use and the new engine lacks, of secrets and of logins, and no built-in ones', async () => {
  const check = checkOf(world({ 'a-new': LACKING, 'b-new': LACKING }));
  expect(await check.missing(look(NEW), NEW)).toEqual(['aws (cloud/)', 'approle (app/)']);
});

test('finds nothing missing in an engine that has them all, nor of a plugin that was registered from outside', async () => {
  expect(await checkOf(world({ 'a-new': FULL })).missing(look(['a-new']), ['a-new'])).toEqual([]);
  const external = world({ 'a-new': { ...FULL, secret: ['kv', 'pki'] } });
  external.secret = { 'own/': { type: 'ours', running_sha256: 'abc' } };
  expect(await checkOf(external).missing(look(['a-new']), ['a-new'])).toEqual([]);
});

test('asks one node an image, once', async () => {
  const given = world({ 'a-new': LACKING, 'b-new': LACKING });
  const check = checkOf(given);
  const first = await check.missing(look(NEW), NEW);
  expect(await check.missing(look(NEW), NEW)).toEqual(first);
  expect(given.asked).toEqual(['a-new']);
});

test('takes no failed answer of an agent for nothing missing: another node of the image is asked at the next look', async () => {
  const given = world({ 'a-new': SILENT, 'b-new': LACKING });
  const check = checkOf(given);
  expect(await check.missing(look(NEW), NEW)).toEqual([]);
  expect(await check.missing(look(NEW), NEW)).toEqual(['aws (cloud/)', 'approle (app/)']);
  expect(given.asked).toEqual(['a-new', 'b-new']);
});

test('leaves an engine that never tells to the gates', async () => {
  const given = world({});
  const check = checkOf(given);
  for (let looks = 0; looks < 5; looks += 1) expect(await check.missing(look(NEW), NEW)).toEqual([]);
  expect(given.asked).toEqual(['a-new', 'b-new']);
});

test('waits for a leader that does not answer, and takes that for no verdict', async () => {
  const given = world({ 'a-new': LACKING });
  const { secret } = given;
  const check = checkOf(given);
  for (const error of [
    new EngineUnreachable('a-old', 'GET', 'sys/mounts', 'timeout', false, 'of a test'),
    new EngineError('GET', 'sys/mounts', 503, []),
  ]) {
    given.secret = error;
    expect(await check.missing(look(['a-new']), ['a-new'])).toEqual([]);
  }
  given.secret = secret;
  expect(await check.missing(look(['a-new']), ['a-new'])).toEqual(['aws (cloud/)', 'approle (app/)']);
});

test('checks nothing where operators may not read mounts, and asks nobody of an image that is in use', async () => {
  const given = world({ 'a-new': LACKING });
  given.secret = new EngineError('GET', 'sys/mounts', 403, []);
  expect(await checkOf(given).missing(look(['a-new']), ['a-new'])).toEqual([]);
  const same = world({ 'a-new': LACKING });
  expect(await checkOf(same).missing(look(['a-new'], 'old'), ['a-new'])).toEqual([]);
  expect(same.asked).toEqual([]);
});

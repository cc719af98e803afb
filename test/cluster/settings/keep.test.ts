import { expect, it } from 'vitest';
import { keepSettings, lookAtSettings } from '../../../src/cluster/settings/keep.js';
import { EngineError } from '../../../src/engine/index.js';
import { spec, THREE } from '../spec/example.js';
import { context } from '../steps/support/context.js';
import { FakeSettings } from './fake-settings.js';

const APPROLE = { type: 'approle', description: 'machines', default_lease_ttl: 0, max_lease_ttl: 3600 };
const DECLARED = { policies: { app: 'path "kv/*" {}' }, auth_methods: { approle: APPROLE } };

function work(change: Parameters<typeof spec>[1]) {
  const { access } = context();
  const signer = { authorities: async () => ({ server: ['S'], client: ['C'] }), mayHaveIssuers: async () => false };
  return { access: { ...access, signer }, spec: spec(THREE, change) } as unknown as Parameters<typeof keepSettings>[0];
}

it('an empty engine gets all that is declared, the audit device before anything else', async () => {
  const engine = new FakeSettings();
  const told: string[] = [];
  await keepSettings(work(DECLARED), engine.client(), (difference) => told.push(difference));
  expect(told[0]).toBe('audit device quorate-file is missing');
  expect(told[1]).toBe('policy quorate-configure is missing');
  expect(engine.policies.get('app')).toBe('path "kv/*" {}');
  expect(engine.methods.get('approle/')).toMatchObject({ type: 'approle', config: { max_lease_ttl: 3600 } });
});

it('what is as declared is not written again', async () => {
  const engine = new FakeSettings();
  const context = work(DECLARED);
  await keepSettings(context, engine.client(), () => undefined);
  engine.writes.length = 0;
  await keepSettings(context, engine.client(), () => undefined);
  expect(engine.writes).toEqual([]);
  expect(await lookAtSettings(context, engine.client())).toEqual([]);
});

it('what leaves the stack leaves the engine, and what it never named stays', async () => {
  const engine = new FakeSettings();
  const before = work(DECLARED);
  await keepSettings(before, engine.client(), () => undefined);
  engine.policies.set('by-hand', 'x');
  const after = { ...before, spec: spec(THREE) };
  expect(await lookAtSettings(after, engine.client())).toEqual([
    'policy app is not declared any more',
    'auth method approle is not declared any more',
  ]);
  await keepSettings(after, engine.client(), () => undefined);
  expect([...engine.policies.keys()]).toContain('by-hand');
  expect([...engine.policies.keys()]).not.toContain('app');
  expect(engine.policies.get('quorate-configure')).not.toContain('acl/app');
});

it('broken off at any write, the next run ends where it would have ended', async () => {
  const whole = new FakeSettings();
  await keepSettings(work(DECLARED), whole.client(), () => undefined);
  for (let moment = 0; moment < whole.writes.length; moment += 1) {
    const engine = new FakeSettings();
    const context = work(DECLARED);
    engine.breaksAfter = moment;
    await expect(keepSettings(context, engine.client(), () => undefined)).rejects.toThrow('killed');
    engine.breaksAfter = Number.POSITIVE_INFINITY;
    await keepSettings(context, engine.client(), () => undefined);
    expect(engine.policies).toEqual(whole.policies);
    expect(engine.methods).toEqual(whole.methods);
  }
});

it('an auth method of another type is not replaced: whoever logs in by it would be locked out', async () => {
  const engine = new FakeSettings();
  engine.methods.set('approle/', { type: 'userpass', description: '' });
  await expect(keepSettings(work(DECLARED), engine.client(), () => undefined)).rejects.toMatchObject({
    code: 'QRT-AUTH-TYPE',
  });
});

it('an engine that does not let configure change its settings is for the share holders', async () => {
  const engine = new FakeSettings();
  engine.refuses = new EngineError('PUT', 'sys/policies/acl/quorate-configure', 403, ['permission denied']);
  const kept = keepSettings(work(DECLARED), engine.client(), () => undefined);
  await expect(kept).rejects.toMatchObject({ code: 'QRT-CONFIGURE-REFUSED' });
});

it('an engine that takes settings and does not keep them is not believed', async () => {
  const engine = new FakeSettings();
  engine.forgets = true;
  await expect(keepSettings(work(DECLARED), engine.client(), () => undefined)).rejects.toMatchObject({
    code: 'QRT-SETTINGS',
  });
});

import { readFileSync } from 'node:fs';
import {
  type CtyObject,
  type CtyType,
  decodeDynamicValue,
  decodeStoredState,
  encodeDynamicValue,
  isUnknown,
  serveProvider,
  UNKNOWN,
  type WireSchema,
} from '../../../src/provider/protocol/index.js';
import { reasonOf } from '../../../src/schema/index.js';
import { data } from './data.js';
import type { AllPlayed, Played, Values } from './resource.js';
import { balancing } from './resources/balancing.js';
import { identity } from './resources/identity.js';
import { machines } from './resources/machines.js';
import { network } from './resources/network.js';
import { storage } from './resources/storage.js';
import { watching } from './resources/watching.js';
import type { StandInSchemas } from './schemas.js';

/** Amazon's provider for what the stack uses of it: everything that the stack sets is taken, and made by Amazon's library. */
const [, , file = ''] = process.argv;
const schemas = JSON.parse(readFileSync(file, 'utf8')) as StandInSchemas;
const played: AllPlayed = { ...network, ...identity, ...storage, ...machines, ...balancing, ...watching };
const NOTHING = new Uint8Array();
const REGION = { name: 'region', type: bytes('string'), description: '', optional: true };
const isData = (name: string) => name.startsWith('data.');

function typeOf(name: string): CtyType {
  return ['object', { ...schemas[name]?.configured, ...schemas[name]?.computed }];
}

function bytes(type: CtyType): Uint8Array {
  return Buffer.from(JSON.stringify(type));
}

function wireSchemas(wanted: (name: string) => boolean): Record<string, WireSchema> {
  const found = Object.entries(schemas).filter(([name]) => wanted(name));
  return Object.fromEntries(
    found.map(([name, { configured, computed }]) => {
      const attributes = Object.entries({ ...configured, ...computed }).map(([attribute, type]) => ({
        name: attribute,
        type: bytes(type),
        description: '',
        optional: attribute in configured,
        computed: attribute in computed,
      }));
      return [name.replace('data.', ''), { version: 0, block: { attributes } }];
    }),
  );
}

function playedOf(name: string): Played {
  const one = played[name];
  if (one === undefined) throw new Error(`nobody plays ${name}: add it to test/aws/stand-in/resources`);
  return one;
}

/** What was made known of an object, as far as its schema has room for it. */
function known(name: string, values: Values): Values {
  const { configured = {}, computed = {} } = schemas[name] ?? {};
  return Object.fromEntries(Object.entries(values).filter(([key]) => key in configured || key in computed));
}

const failed = (name: string, error: unknown) => [
  { severity: 'ERROR' as const, summary: `${name}: ${reasonOf(error)}`, detail: '' },
];

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

void serveProvider({
  GetProviderSchema: async () => ({
    diagnostics: [],
    provider: { version: 0, block: { attributes: [REGION] } },
    resource_schemas: wireSchemas((name) => !isData(name)),
    data_source_schemas: wireSchemas(isData),
    server_capabilities: { plan_destroy: false, get_provider_schema_optional: false },
  }),
  ValidateProviderConfig: async () => ({ diagnostics: [] }),
  ConfigureProvider: async ({ config }) => {
    const { region } = decodeDynamicValue(config, ['object', { region: 'string' }]) as { region?: string };
    if (region) process.env['AWS_REGION'] = region;
    return { diagnostics: [] };
  },
  ValidateResourceConfig: async () => ({ diagnostics: [] }),
  ValidateDataResourceConfig: async () => ({ diagnostics: [] }),
  ReadDataSource: async ({ type_name, config }) => {
    const name = `data.${type_name}`;
    const asked = decodeDynamicValue(config, typeOf(name)) as CtyObject;
    const found = data[type_name];
    if (found === undefined) return { diagnostics: failed(name, new Error('nobody plays it')) };
    try {
      const state = { ...asked, ...known(name, await found(asked)) };
      return { diagnostics: [], state: encodeDynamicValue(state, typeOf(name)) };
    } catch (error) {
      return { diagnostics: failed(name, error) };
    }
  },
  UpgradeResourceState: async ({ type_name, raw_state }) => {
    const type = typeOf(type_name);
    const state = raw_state && decodeStoredState(raw_state.json, type);
    return { diagnostics: [], upgraded_state: encodeDynamicValue(state, type) };
  },
  ReadResource: async ({ type_name, current_state }) => {
    const type = typeOf(type_name);
    const state = decodeDynamicValue(current_state, type) as CtyObject | null;
    const read = played[type_name]?.read;
    try {
      const now = state && read ? await read(state) : state;
      return { diagnostics: [], new_state: encodeDynamicValue(now, type), private: NOTHING };
    } catch (error) {
      return { diagnostics: failed(type_name, error), new_state: current_state, private: NOTHING };
    }
  },
  PlanResourceChange: async ({ type_name, prior_state, proposed_new_state }) => {
    const type = typeOf(type_name);
    const prior = decodeDynamicValue(prior_state, type) as CtyObject | null;
    const proposed = decodeDynamicValue(proposed_new_state, type) as CtyObject | null;
    const { configured = {}, computed = {} } = schemas[type_name] ?? {};
    const changed = prior && proposed ? Object.keys(configured).filter((key) => !same(prior[key], proposed[key])) : [];
    const { replaces, update } = played[type_name] ?? {};
    const replaced = changed.filter((key) => update === undefined || replaces?.includes(key));
    const isNew = prior === null || replaced.length > 0;
    const open = Object.keys(computed).filter(
      (key) => isNew || proposed?.[key] === null || (changed.length > 0 && key === 'latest_version'),
    );
    const planned = proposed && { ...proposed, ...Object.fromEntries(open.map((key) => [key, UNKNOWN])) };
    return {
      diagnostics: [],
      planned_state: encodeDynamicValue(planned, type),
      requires_replace: replaced.map((attribute_name) => ({ steps: [{ attribute_name }] })),
      planned_private: NOTHING,
    };
  },
  ApplyResourceChange: async ({ type_name, prior_state, planned_state }) => {
    const type = typeOf(type_name);
    const prior = decodeDynamicValue(prior_state, type) as CtyObject | null;
    const planned = decodeDynamicValue(planned_state, type) as CtyObject | null;
    const answer = (state: unknown) => ({ new_state: encodeDynamicValue(state, type), private: NOTHING });
    try {
      const one = playedOf(type_name);
      if (planned === null) {
        await one.delete(prior ?? {});
        return { diagnostics: [], ...answer(null) };
      }
      const settled = Object.fromEntries(Object.entries(planned).filter(([, value]) => !isUnknown(value)));
      const told = prior === null ? await one.create(settled) : await one.update?.(prior, settled);
      const blank = Object.fromEntries(Object.keys(planned).map((key) => [key, prior?.[key] ?? null]));
      return { diagnostics: [], ...answer({ ...blank, ...settled, ...known(type_name, told ?? {}) }) };
    } catch (error) {
      return { diagnostics: failed(type_name, error), ...answer(prior) };
    }
  },
  ImportResourceState: async () => {
    throw new Error('the stand-in knows nothing that could be imported');
  },
});

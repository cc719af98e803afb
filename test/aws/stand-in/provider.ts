import { readFileSync } from 'node:fs';
import {
  type CtyObject,
  type CtyType,
  decodeDynamicValue,
  decodeStoredState,
  encodeDynamicValue,
  serveProvider,
  UNKNOWN,
} from '../../../src/provider/protocol/index.js';
import type { StandInSchemas } from './schemas.js';

/** Plans what it is shown and makes nothing: everything that the stack configures is taken, the rest is not known yet. */
const [, , file = ''] = process.argv;
const schemas = JSON.parse(readFileSync(file, 'utf8')) as StandInSchemas;
const NOTHING = new Uint8Array();
const REGION = { name: 'region', type: bytes('string'), description: '', optional: true };

function typeOf(name: string): CtyType {
  return ['object', { ...schemas[name]?.configured, ...schemas[name]?.computed }];
}

function bytes(type: CtyType): Uint8Array {
  return Buffer.from(JSON.stringify(type));
}

void serveProvider({
  GetProviderSchema: async () => ({
    diagnostics: [],
    provider: { version: 0, block: { attributes: [REGION] } },
    resource_schemas: Object.fromEntries(
      Object.entries(schemas).map(([name, { configured, computed }]) => {
        const attributes = Object.entries({ ...configured, ...computed }).map(([attribute, type]) => ({
          name: attribute,
          type: bytes(type),
          description: '',
          optional: attribute in configured,
          computed: attribute in computed,
        }));
        return [name, { version: 0, block: { attributes } }];
      }),
    ),
    server_capabilities: { plan_destroy: false, get_provider_schema_optional: false },
  }),
  ValidateProviderConfig: async () => ({ diagnostics: [] }),
  ConfigureProvider: async () => ({ diagnostics: [] }),
  ValidateResourceConfig: async () => ({ diagnostics: [] }),
  UpgradeResourceState: async ({ type_name, raw_state }) => {
    const type = typeOf(type_name);
    const state = raw_state && decodeStoredState(raw_state.json, type);
    return { diagnostics: [], upgraded_state: encodeDynamicValue(state, type) };
  },
  ReadResource: async ({ current_state }) => ({ diagnostics: [], new_state: current_state, private: NOTHING }),
  PlanResourceChange: async ({ type_name, proposed_new_state }) => {
    const type = typeOf(type_name);
    const proposed = decodeDynamicValue(proposed_new_state, type) as CtyObject | null;
    const unknown = Object.keys(schemas[type_name]?.computed ?? {}).filter((name) => proposed?.[name] === null);
    const planned = proposed && { ...proposed, ...Object.fromEntries(unknown.map((name) => [name, UNKNOWN])) };
    return {
      diagnostics: [],
      planned_state: encodeDynamicValue(planned, type),
      requires_replace: [],
      planned_private: NOTHING,
    };
  },
  ApplyResourceChange: async () => {
    throw new Error('the stand-in plans and makes nothing');
  },
  ImportResourceState: async () => {
    throw new Error('the stand-in knows nothing that could be imported');
  },
});

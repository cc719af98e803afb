import type { INamespace } from 'protobufjs';

/**
 * The part of Terraform's plugin protocol 6 that this provider speaks, as a protobufjs descriptor, so that the bundle
 * reads no file at run time. Numbers are the wire contract. Fields we neither send nor read are left out: protobuf
 * skips what it does not know.
 */
type Nested = NonNullable<INamespace['nested']>;
type Field = readonly [type: string, id: number, rule?: 'repeated'];

const message = (fields: Record<string, Field>, nested?: Nested) => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, [type, id, rule]]) => [name, rule ? { type, id, rule } : { type, id }]),
  ),
  ...(nested && { nested }),
});

/** A call's two messages, named as the protocol nests them. */
const call = (request: Record<string, Field>, response: Record<string, Field>) => ({
  nested: { Request: message(request), Response: message(response) },
});

const DIAGNOSTICS = 'Diagnostic';

const schemaMessage = message(
  { version: ['int64', 1], block: ['Block', 2] },
  {
    Block: message({ version: ['int64', 1], attributes: ['Attribute', 2, 'repeated'], description: ['string', 4] }),
    Attribute: message({
      name: ['string', 1],
      type: ['bytes', 2],
      description: ['string', 3],
      required: ['bool', 4],
      optional: ['bool', 5],
      computed: ['bool', 6],
      nested_type: ['Object', 10],
    }),
    Object: message(
      { attributes: ['Attribute', 1, 'repeated'], nesting: ['NestingMode', 3] },
      { NestingMode: { values: { INVALID: 0, SINGLE: 1, LIST: 2, SET: 3, MAP: 4 } } },
    ),
  },
);

const attributePath = message(
  { steps: ['Step', 1, 'repeated'] },
  {
    Step: {
      oneofs: { selector: { oneof: ['attribute_name', 'element_key_string', 'element_key_int'] } },
      ...message({ attribute_name: ['string', 1], element_key_string: ['string', 2], element_key_int: ['int64', 3] }),
    },
  },
);

const diagnostic = message(
  {
    severity: ['Severity', 1],
    summary: ['string', 2],
    detail: ['string', 3],
    attribute: ['AttributePath', 4],
  },
  { Severity: { values: { INVALID: 0, ERROR: 1, WARNING: 2 } } },
);

const getProviderSchema = {
  nested: {
    Request: message({}),
    Response: {
      fields: {
        provider: { type: 'Schema', id: 1 },
        resource_schemas: { keyType: 'string', type: 'Schema', id: 2 },
        data_source_schemas: { keyType: 'string', type: 'Schema', id: 3 },
        diagnostics: { rule: 'repeated', type: DIAGNOSTICS, id: 4 },
        server_capabilities: { type: 'ServerCapabilities', id: 6 },
      },
    },
  },
};

const importResourceState = {
  nested: {
    ...call(
      { type_name: ['string', 1], id: ['string', 2] },
      { imported_resources: ['ImportedResource', 1, 'repeated'], diagnostics: [DIAGNOSTICS, 2, 'repeated'] },
    ).nested,
    ImportedResource: message({ type_name: ['string', 1], state: ['DynamicValue', 2], private: ['bytes', 3] }),
  },
};

const calls = {
  GetProviderSchema: getProviderSchema,
  ValidateProviderConfig: call({ config: ['DynamicValue', 1] }, { diagnostics: [DIAGNOSTICS, 2, 'repeated'] }),
  ConfigureProvider: call(
    { terraform_version: ['string', 1], config: ['DynamicValue', 2] },
    { diagnostics: [DIAGNOSTICS, 1, 'repeated'] },
  ),
  ValidateResourceConfig: call(
    { type_name: ['string', 1], config: ['DynamicValue', 2] },
    { diagnostics: [DIAGNOSTICS, 1, 'repeated'] },
  ),
  UpgradeResourceState: call(
    { type_name: ['string', 1], version: ['int64', 2], raw_state: ['RawState', 3] },
    { upgraded_state: ['DynamicValue', 1], diagnostics: [DIAGNOSTICS, 2, 'repeated'] },
  ),
  ReadResource: call(
    { type_name: ['string', 1], current_state: ['DynamicValue', 2], private: ['bytes', 3] },
    { new_state: ['DynamicValue', 1], diagnostics: [DIAGNOSTICS, 2, 'repeated'], private: ['bytes', 3] },
  ),
  PlanResourceChange: call(
    {
      type_name: ['string', 1],
      prior_state: ['DynamicValue', 2],
      proposed_new_state: ['DynamicValue', 3],
      config: ['DynamicValue', 4],
      prior_private: ['bytes', 5],
    },
    {
      planned_state: ['DynamicValue', 1],
      requires_replace: ['AttributePath', 2, 'repeated'],
      planned_private: ['bytes', 3],
      diagnostics: [DIAGNOSTICS, 4, 'repeated'],
    },
  ),
  ApplyResourceChange: call(
    {
      type_name: ['string', 1],
      prior_state: ['DynamicValue', 2],
      planned_state: ['DynamicValue', 3],
      config: ['DynamicValue', 4],
      planned_private: ['bytes', 5],
    },
    { new_state: ['DynamicValue', 1], private: ['bytes', 2], diagnostics: [DIAGNOSTICS, 3, 'repeated'] },
  ),
  ImportResourceState: importResourceState,
  ValidateDataResourceConfig: call(
    { type_name: ['string', 1], config: ['DynamicValue', 2] },
    { diagnostics: [DIAGNOSTICS, 1, 'repeated'] },
  ),
  ReadDataSource: call(
    { type_name: ['string', 1], config: ['DynamicValue', 2] },
    { state: ['DynamicValue', 1], diagnostics: [DIAGNOSTICS, 2, 'repeated'] },
  ),
  StopProvider: call({}, { Error: ['string', 1] }),
};

const method = (requestType: string, responseType: string) => ({ requestType, responseType, comment: '' });

export const descriptor: INamespace = {
  nested: {
    tfplugin6: {
      nested: {
        DynamicValue: message({ msgpack: ['bytes', 1], json: ['bytes', 2] }),
        Diagnostic: diagnostic,
        AttributePath: attributePath,
        RawState: message({ json: ['bytes', 1] }),
        Schema: schemaMessage,
        ServerCapabilities: message({ plan_destroy: ['bool', 1], get_provider_schema_optional: ['bool', 2] }),
        ...calls,
        Provider: {
          methods: Object.fromEntries(
            Object.keys(calls).map((name) => [name, method(`${name}.Request`, `${name}.Response`)]),
          ),
        },
      },
    },
    plugin: {
      nested: {
        Empty: message({}),
        GRPCController: { methods: { Shutdown: method('Empty', 'Empty') } },
      },
    },
  },
};

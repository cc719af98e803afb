import fc from 'fast-check';

/** Texts that break what is not escaped. */
export const HOSTILE_TEXTS = [
  '',
  ' ',
  '|',
  '\\|',
  '`',
  '``` \n```',
  '~~~',
  '</details></summary>',
  '<script>alert(1)</script>',
  '<!-- -->',
  ']]>',
  '@team',
  '#12',
  'GH-1',
  '[a](https://evil.example)',
  '![a](https://evil.example)',
  'https://evil.example',
  'www.evil.example',
  'a@evil.example',
  '\u202Eabc\u202C',
  '\u200B\uFEFF\u0000\u001B[31m',
  '\uD800',
  '\uDC00',
  'line\nline\r\nline\u2028line',
  '# heading\n\n- list\n\n> quote',
  '__proto__',
  'constructor',
  '${a.b}',
  '%s %d {{x}} {{{y}}}',
  '"}]};//',
  '\'";--',
  '漢字かな交じり文',
  '👩‍👩‍👧‍👦',
  '{"Statement":[{"Effect":"Allow","Action":null,"Resource":{"a":1}}]}',
  '{"a":{"password":"p"},"b":[1,2,',
  '10.0.0.0/8',
  '-----BEGIN CERTIFICATE-----',
  'ICAgICAgICAgICAgICAgICAgICAgICAgICAgIA==',
  'H4sIAAAAAAAAAwMAAAAAAAAAAAA=',
];

const KEYS = [
  ...HOSTILE_TEXTS,
  'policy',
  'user_data',
  'ingress',
  'tags',
  'environment',
  'members',
  'membership_plan',
  'engine',
  'password',
  'metadata_options',
  'deletion_protection',
  'slot',
  'id',
];

const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string(), fc.string({ unit: 'binary', maxLength: 20 }));
const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 8 }));

/** A JSON value of any form, hostile texts and null everywhere. */
export const value = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    text,
    fc.constantFrom(null, true, false, 0, -1, 1e308, 3),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(key, tie('node'), { maxKeys: 5 }),
  ),
})).node;

/** A sparse mirror: mostly nothing, sometimes true, sometimes shaped like anything. */
const mark = fc.oneof(
  fc.constantFrom<unknown>(false, true, {}, null, []),
  fc.dictionary(key, fc.constantFrom<unknown>(true, false, { a: true }), { maxKeys: 3 }),
);

const actions = fc.oneof(
  fc.constantFrom(
    ['no-op'],
    ['create'],
    ['read'],
    ['update'],
    ['delete'],
    ['forget'],
    ['delete', 'create'],
    ['create', 'delete'],
    ['create', 'forget'],
    [],
    ['later'],
  ),
  fc.array(text, { maxLength: 2 }),
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 });

const change = fc.record({
  actions,
  before: maybe(value),
  after: maybe(value),
  after_unknown: mark,
  before_sensitive: mark,
  after_sensitive: mark,
  replace_paths: maybe(fc.array(fc.array(fc.oneof(key, fc.nat(3)), { maxLength: 3 }), { maxLength: 3 })),
  importing: maybe(fc.record({ id: maybe(text), identity: maybe(value) })),
  generated_config: maybe(text),
});

const TYPES = [
  'quorate_cluster',
  'quorate_machine',
  'quorate_attachment',
  'quorate_seal',
  'quorate_load_balancer',
  'aws_instance',
  'aws_kms_key',
  'aws_iam_policy',
  'aws_security_group',
  'aws_vpc_security_group_ingress_rule',
  'aws_s3_bucket',
];

export const resource = fc.record({
  address: text,
  previous_address: maybe(text),
  module_address: maybe(text),
  mode: fc.constantFrom('managed', 'data', null),
  type: fc.oneof(fc.constantFrom(...TYPES), text),
  name: maybe(text),
  index: maybe(fc.oneof(text, fc.nat())),
  provider_name: maybe(text),
  deposed: maybe(text),
  action_reason: maybe(
    fc.oneof(
      fc.constantFrom('replace_because_tainted', 'delete_because_each_key', 'replace_because_cannot_update'),
      text,
    ),
  ),
  change,
});

const messages = fc.array(fc.record({ message: maybe(text) }), { maxLength: 2 });
const address = fc.record({ to_display: maybe(text), kind: maybe(text) });

/** A plan of any form that its format allows, and of some that it does not. */
export const plan = fc.record({
  format_version: fc.constantFrom('1.0', '1.2', '1.99'),
  terraform_version: maybe(text),
  variables: maybe(fc.dictionary(key, fc.oneof(fc.constant(null), fc.record({ value })), { maxKeys: 3 })),
  planned_values: maybe(value),
  prior_state: maybe(value),
  configuration: maybe(value),
  resource_changes: maybe(fc.array(resource, { maxLength: 6 })),
  resource_drift: maybe(fc.array(resource, { maxLength: 2 })),
  relevant_attributes: maybe(
    fc.array(fc.record({ resource: text, attribute: maybe(fc.array(fc.oneof(key, fc.nat(3)), { maxLength: 2 })) }), {
      maxLength: 2,
    }),
  ),
  output_changes: maybe(fc.dictionary(key, change, { maxKeys: 3 })),
  checks: maybe(
    fc.array(
      fc.record({
        address,
        status: maybe(text),
        instances: maybe(
          fc.array(fc.record({ address: maybe(address), status: maybe(text), problems: maybe(messages) }), {
            maxLength: 2,
          }),
        ),
      }),
      { maxLength: 2 },
    ),
  ),
  deferred_changes: maybe(fc.array(fc.record({ reason: maybe(text), resource_change: resource }), { maxLength: 2 })),
  action_invocations: maybe(
    fc.array(
      fc.record({
        address: text,
        type: maybe(text),
        config_values: maybe(value),
        config_sensitive: mark,
        config_unknown: mark,
        lifecycle_action_trigger: maybe(
          fc.record({ triggering_resource_address: maybe(text), action_trigger_event: maybe(text) }),
        ),
      }),
      { maxLength: 2 },
    ),
  ),
  timestamp: maybe(fc.constantFrom('2026-01-01T00:00:00Z', '')),
  applyable: maybe(fc.boolean()),
  complete: maybe(fc.boolean()),
  errored: maybe(fc.boolean()),
});

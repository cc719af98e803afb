// Arrows between the domains of src point one way, and only to a domain's index.ts.

/** Which other domains each may use; process and schema may be used by all. */
const ARROWS = {
  agent: ['aws', 'engine', 'object-storage', 'snapshots'],
  aws: [],
  channel: [],
  cli: [
    'aws',
    'channel',
    'cluster',
    'custody',
    'drill',
    'engine',
    'environment',
    'image',
    'machines',
    'operation',
    'review',
    'snapshots',
  ],
  cluster: ['channel', 'custody', 'engine', 'operation', 'snapshots'],
  constructs: ['image'],
  custody: ['operation'],
  drill: ['engine', 'operation'],
  engine: [],
  environment: [
    'aws',
    'channel',
    'cluster',
    'custody',
    'drill',
    'engine',
    'image',
    'machines',
    'operation',
    'snapshots',
  ],
  image: ['aws', 'channel', 'engine'],
  machines: ['channel'],
  'object-storage': [],
  operation: ['aws', 'object-storage'],
  process: [],
  provider: ['aws', 'cluster', 'engine', 'environment', 'image', 'machines'],
  review: [],
  schema: [],
  snapshots: ['object-storage'],
};
const EVERYBODYS = ['process', 'schema'];
/** Below a domain, what others may import; schema has a second surface, because resources are of no use to the agent. */
const SURFACE = '(index|resources/index)\\.ts$';

const arrows = Object.entries(ARROWS).map(([domain, others]) => ({
  name: `${domain}-arrows`,
  comment: `${domain} may use ${[...others, ...EVERYBODYS].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${domain}/` },
  to: { path: '^src/', pathNot: `^src/(${[domain, ...others, ...EVERYBODYS].join('|')})/` },
}));

const schemaStandsAlone = {
  name: 'schema-stands-alone',
  comment: 'schema and process are used by all and use none; process only raises the errors of schema',
  severity: 'error',
  from: { path: '^src/schema/' },
  to: { path: '^src/', pathNot: '^src/schema/' },
};

const surfaces = {
  name: 'only-by-the-surface',
  comment: 'another domain is imported through its index.ts only: the rest is its own',
  severity: 'error',
  from: { path: '^src/([^/]+)/' },
  to: { path: '^src/', pathNot: ['^src/$1/', `^src/[^/]+/${SURFACE}`] },
};

const stacks = {
  name: 'stacks-use-constructs',
  comment: 'a stack is written with what users import',
  severity: 'error',
  from: { path: '^stacks/' },
  to: { path: '^src/', pathNot: '^src/constructs/index\\.ts$' },
};

const domains = {
  name: 'known-domain',
  comment: 'a new folder below src needs its arrows here',
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/(${Object.keys(ARROWS).join('|')})/` },
  to: {},
};

const cycles = {
  name: 'no-cycles',
  comment: 'modules that need each other cannot be understood one at a time; types may name each other',
  severity: 'error',
  from: {},
  to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
};

const tests = {
  name: 'no-tests-in-sources',
  severity: 'error',
  from: { path: '^(src|stacks)/' },
  to: { path: '^test/' },
};

const packages = {
  name: 'declared-packages',
  comment: 'sources use what package.json declares for them, not what happens to be installed',
  severity: 'error',
  from: { path: '^(src|stacks)/' },
  to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined', 'deprecated'] },
};

const missing = {
  name: 'resolvable',
  severity: 'error',
  from: {},
  to: { couldNotResolve: true },
};

module.exports = {
  forbidden: [...arrows, schemaStandsAlone, surfaces, stacks, domains, cycles, tests, packages, missing],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};

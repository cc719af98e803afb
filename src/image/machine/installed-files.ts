import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AGENT_ENVIRONMENT,
  AGENT_FLAGS,
  AGENT_PROGRAM,
  CREDENTIALS_PORT,
  ENGINE_VARIABLES,
  MACHINE_HOME,
  MACHINE_PROGRAM,
  MACHINE_RUN,
  MACHINE_USERS,
  METADATA_ADDRESS,
  PORTS,
} from '../../schema/index.js';

/** A file that a bake puts into a machine. */
export interface InstalledFile {
  /** Absolute path in the machine. */
  readonly path: string;
  readonly mode: number;
  readonly content: string;
}

const SSH_PORT = 22;
const UNITS = '/etc/systemd/system';

/** Where each template goes. */
const PLACES: Readonly<Record<string, readonly [path: string, mode?: number]>> = {
  'quorate-prepare.service': [`${UNITS}/quorate-prepare.service`],
  'quorate-agent.service': [`${UNITS}/quorate-agent.service`],
  'quorate-engine.service': [`${UNITS}/quorate-engine.service`],
  'quorate-verbs.socket': [`${UNITS}/quorate-verbs.socket`],
  'quorate-verbs@.service': [`${UNITS}/quorate-verbs@.service`],
  verbs: [`${MACHINE_PROGRAM}/verbs`, 0o755],
  'sshd.conf': ['/etc/ssh/sshd_config.d/quorate.conf'],
  'nftables.conf': ['/etc/nftables.conf'],
  'tmpfiles.conf': ['/etc/tmpfiles.d/quorate.conf'],
  'limits.conf': ['/etc/security/limits.d/quorate.conf'],
  'kernel.conf': ['/etc/sysctl.d/90-quorate.conf'],
};

/** The units and settings of a machine, rendered from the templates among the assets. */
export async function installedFiles(assets: string, engineFile: string): Promise<InstalledFile[]> {
  // Synthesis reads inputs through this domain, and renders nothing.
  const { default: Handlebars } = await import('handlebars');
  const context = {
    program: MACHINE_PROGRAM,
    home: MACHINE_HOME,
    run: MACHINE_RUN,
    users: MACHINE_USERS,
    agent: {
      program: AGENT_PROGRAM,
      flags: AGENT_FLAGS.join(' '),
      environment: Object.entries(AGENT_ENVIRONMENT)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    },
    ports: { ...PORTS, credentials: CREDENTIALS_PORT, ssh: SSH_PORT },
    metadata: METADATA_ADDRESS,
    variables: ENGINE_VARIABLES,
    engine: engineFile,
  };
  return await Promise.all(
    Object.entries(PLACES).map(async ([name, [path, mode = 0o644]]) => {
      const template = await readFile(join(assets, 'templates', 'machine', `${name}.hbs`), 'utf8');
      return { path, mode, content: Handlebars.compile(template, { strict: true, noEscape: true })(context) };
    }),
  );
}

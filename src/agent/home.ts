import { join } from 'node:path';
import { MACHINE_HOME } from '../schema/index.js';

/** Where things are in the folder of one machine. Secret files are 0600, folders 0700. */
export interface AgentHome {
  readonly root: string;
  readonly identity: string;
  readonly state: string;
  readonly initialization: string;
  readonly sealToken: string;
  readonly sealServer: string;
  /** How far the audit log was shipped. */
  readonly auditPosition: string;
  readonly data: string;
  readonly configuration: string;
  /** There while the engine shall start in its recovery mode. */
  readonly recoveryFlag: string;
  /** The members that the engine shall believe in from its next start on. */
  readonly peers: string;
  readonly enginePid: string;
  readonly engineLog: string;
  /** Where the node keeps snapshots; machines that share a disk share it. */
  readonly snapshots: string;
  /** Mode of the files that the engine reads; its user is another one than the agent's on a real machine. */
  readonly engineReads: number;
  readonly tls: {
    readonly key: string;
    readonly certificate: string;
    readonly serverCa: string;
    readonly clientCa: string;
    /** The throw-away pair that alone opens the closed listener. */
    readonly doorKey: string;
    readonly doorCertificate: string;
  };
}

/** The layout of a machine's folder where agent and engine are processes of one user. */
export function agentHome(root: string): AgentHome {
  return {
    root,
    identity: join(root, 'identity.json'),
    state: join(root, 'config', 'agent.json'),
    initialization: join(root, 'config', 'init.json'),
    sealToken: join(root, 'config', 'seal-token.json'),
    sealServer: join(root, 'config', 'seal-server.json'),
    auditPosition: join(root, 'config', 'audit-position.json'),
    data: join(root, 'data'),
    configuration: join(root, 'config', 'engine.hcl'),
    recoveryFlag: join(root, 'config', 'recovery'),
    peers: join(root, 'data', 'raft', 'peers.json'),
    enginePid: join(root, 'engine.pid'),
    engineLog: join(root, 'logs', 'engine.log'),
    snapshots: join(root, 'snapshots'),
    engineReads: 0o600,
    tls: {
      key: join(root, 'tls', 'node.key'),
      certificate: join(root, 'tls', 'node.crt'),
      serverCa: join(root, 'tls', 'server-ca.pem'),
      clientCa: join(root, 'tls', 'client-ca.pem'),
      doorKey: join(root, 'tls', 'door.key'),
      doorCertificate: join(root, 'tls', 'door.crt'),
    },
  };
}

/**
 * The layout of a real machine, on which the engine has a user of its own: what it reads lies in a folder whose files get
 * its group, and everything else is closed to it.
 */
export function machineHome(): AgentHome {
  const home = agentHome(MACHINE_HOME);
  const shared = (name: string) => join(MACHINE_HOME, 'engine', name);
  return {
    ...home,
    configuration: shared('engine.hcl'),
    recoveryFlag: shared('recovery'),
    peers: shared('peers.json'),
    engineReads: 0o640,
    tls: {
      key: shared('node.key'),
      certificate: shared('node.crt'),
      serverCa: shared('server-ca.pem'),
      clientCa: shared('client-ca.pem'),
      doorKey: join(MACHINE_HOME, 'config', 'door.key'),
      doorCertificate: shared('door.crt'),
    },
  };
}

import { join } from 'node:path';

/** Where things are in the folder of one machine. Secret files are 0600, folders 0700. */
export interface AgentHome {
  readonly root: string;
  readonly identity: string;
  readonly state: string;
  readonly initialization: string;
  readonly sealToken: string;
  readonly sealServer: string;
  readonly data: string;
  readonly configuration: string;
  readonly enginePid: string;
  readonly engineLog: string;
  /** Where the node keeps snapshots; machines that share a disk share it. */
  readonly snapshots: string;
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

/** The layout of a machine's folder. */
export function agentHome(root: string): AgentHome {
  return {
    root,
    identity: join(root, 'identity.json'),
    state: join(root, 'config', 'agent.json'),
    initialization: join(root, 'config', 'init.json'),
    sealToken: join(root, 'config', 'seal-token.json'),
    sealServer: join(root, 'config', 'seal-server.json'),
    data: join(root, 'data'),
    configuration: join(root, 'config', 'engine.hcl'),
    enginePid: join(root, 'engine.pid'),
    engineLog: join(root, 'logs', 'engine.log'),
    snapshots: join(root, 'snapshots'),
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

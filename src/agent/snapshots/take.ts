import { readFileSync } from 'node:fs';
import { EngineClient } from '../../engine/index.js';
import { CERTIFICATE_MOUNT, PORTS, type RuntimeConfiguration } from '../../schema/index.js';
import { type SnapshotFolder, type SnapshotManifest, sealInUse, sealKeyOf } from '../../snapshots/index.js';
import type { Node } from '../node.js';

/** Large stores take their time. */
const DEADLINE_MS = 30 * 60_000;

/** Takes a snapshot of the engine beside this agent with the node's own certificate, and keeps it once it is verified. */
export async function takeScheduled(
  node: Node,
  configuration: RuntimeConfiguration,
  folder: SnapshotFolder,
): Promise<SnapshotManifest> {
  const { identity, home } = node;
  const engine = new EngineClient({
    address: `https://${identity.address}:${PORTS.api}`,
    tls: {
      ca: readFileSync(home.tls.serverCa, 'utf8'),
      cert: readFileSync(home.tls.certificate, 'utf8'),
      key: readFileSync(home.tls.key, 'utf8'),
    },
  });
  try {
    const { cluster_id: cluster = '', version, type } = await engine.sealStatus();
    const { client_token } = await engine.cert(CERTIFICATE_MOUNT).login('agent');
    const archive = await engine.withToken(client_token).raft.snapshot({ deadlineMs: DEADLINE_MS });
    return await folder.keep(archive, {
      cluster_id: cluster,
      engine: { name: configuration.engine.name, version },
      seal: sealKeyOf(sealInUse(configuration, type), cluster),
      taken_by: identity.machine_id,
      kind: 'scheduled',
      reason: 'on schedule',
    });
  } finally {
    await engine.close();
  }
}

import Handlebars from 'handlebars';
import { AUDIT_DEVICE, engineCapabilities } from '../../engine/index.js';
import { type IdentityDocument, type ListenerMode, PORTS, type RuntimeConfiguration } from '../../schema/index.js';
import type { AgentHome } from '../home.js';
import { sealStanzas } from './seal-stanza.js';

/** All that an engine configuration depends on. */
export interface EngineConfigurationInput {
  readonly home: AgentHome;
  readonly identity: IdentityDocument;
  readonly configuration: RuntimeConfiguration;
  readonly listener: ListenerMode;
  readonly sealToken: string | undefined;
}

/**
 * Renders the engine's HCL from its template. Strict: a name that the template uses and the input lacks is an error.
 *
 * @throws Error when a transit seal is configured and no token for it was delivered.
 */
export function renderEngineConfiguration(template: string, input: EngineConfigurationInput): string {
  const renderer = Handlebars.create();
  renderer.registerHelper('quote', quote);
  return renderer.compile(template, { strict: true, noEscape: true })(context(input));
}

/** A string of HCL. Its `${` would begin an interpolation, in which quotation marks do not end the string. */
function quote(value: unknown): string {
  // Handlebars' strict mode does not look at what a helper is given.
  if (typeof value !== 'string') throw new Error(`the template quotes ${typeof value}, expected a text that exists`);
  return JSON.stringify(value).replaceAll('${', '\\u0024{');
}

function context(input: EngineConfigurationInput): Record<string, unknown> {
  const { home, identity, configuration, listener } = input;
  const { auditByApi, ceremoniesByListener } = engineCapabilities(configuration.engine);
  return {
    cluster_name: configuration.cluster_name,
    api_addr: `https://${identity.address}:${PORTS.api}`,
    cluster_addr: `https://${identity.address}:${PORTS.cluster}`,
    listen: `${identity.address}:${PORTS.api}`,
    cluster_listen: `${identity.address}:${PORTS.cluster}`,
    ui: configuration.ui,
    data: home.data,
    node_id: identity.machine_id,
    performance_multiplier: configuration.performance_multiplier,
    autopilot_interval: `${configuration.autopilot_interval_ms}ms`,
    peers: retryJoin(input),
    closed: listener === 'closed',
    opens_ceremonies: ceremoniesByListener,
    certificate_file: home.tls.certificate,
    key_file: home.tls.key,
    server_ca_file: home.tls.serverCa,
    client_ca_file: home.tls.clientCa,
    door_certificate_file: home.tls.doorCertificate,
    audit: auditByApi ? undefined : AUDIT_DEVICE,
    seals: sealStanzas(input),
  };
}

/** A node that is not a member yet joins when it is told to, never by itself: a peer list would let it choose. */
function retryJoin({ configuration, identity, listener }: EngineConfigurationInput): { api_addr: string }[] {
  if (listener === 'closed') return [];
  return configuration.peers
    .filter((peer) => peer.id !== identity.machine_id)
    .map((peer) => ({ api_addr: `https://${peer.address}:${PORTS.api}` }));
}

import type { EngineConfigurationInput } from './render.js';

interface SealStanza {
  readonly type: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

/** How the engine calls what is called otherwise here. */
const ENGINE_NAMES: Readonly<Record<string, string>> = { credentials_file: 'shared_creds_filename' };

/** The seal stanza of a node; undefined for Shamir, which has none. */
export function sealStanza({ configuration, home, sealToken }: EngineConfigurationInput): SealStanza | undefined {
  const { type, ...options } = configuration.seal;
  if (type === 'shamir') return undefined;
  if (type === 'transit' && !sealToken) {
    throw new Error('the seal is transit and no token for it was delivered to this node');
  }
  const all = type === 'transit' ? { ...options, token: sealToken, tls_ca_cert: home.tls.serverCa } : options;
  const attributes = Object.entries<string | undefined>(all).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: ENGINE_NAMES[name] ?? name, value }],
  );
  return { type, attributes };
}

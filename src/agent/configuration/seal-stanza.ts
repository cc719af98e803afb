import type { EngineConfigurationInput } from './render.js';

interface SealStanza {
  readonly type: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

/** How the engine calls what is called otherwise here. */
const ENGINE_NAMES: Readonly<Record<string, string>> = { credentials_file: 'shared_creds_filename' };

/**
 * The seal stanzas of a node: none for Shamir, and beside it a disabled one for the auto-seal that the cluster leaves. A
 * node that never got a token for that one has nothing to leave.
 */
export function sealStanzas({ configuration, home, sealToken }: EngineConfigurationInput): readonly SealStanza[] {
  const { seal, former_seal: former } = configuration;
  if (seal.type === 'transit' && !sealToken) {
    throw new Error('the seal is transit and no token for it was delivered to this node');
  }
  const stanza = ({ type, ...options }: typeof seal, more: Readonly<Record<string, string>> = {}): SealStanza => {
    const all = type === 'transit' ? { ...options, token: sealToken, tls_ca_cert: home.tls.serverCa } : options;
    const attributes = Object.entries<string | undefined>({ ...all, ...more }).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name: ENGINE_NAMES[name] ?? name, value }],
    );
    return { type, attributes };
  };
  const leaves = former !== undefined && former.type !== seal.type && (former.type !== 'transit' || sealToken);
  return [
    ...(seal.type === 'shamir' ? [] : [stanza(seal)]),
    ...(leaves && former.type !== 'shamir' ? [stanza(former, { disabled: 'true' })] : []),
  ];
}

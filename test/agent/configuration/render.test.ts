import { describe, expect, it } from 'vitest';
import { type EngineConfigurationInput, renderEngineConfiguration } from '../../../src/agent/configuration/render.js';
import { agentHome } from '../../../src/agent/home.js';
import { CONFIGURATION, IDENTITY, TEMPLATE } from '../support/machine.js';

const HOME = agentHome('/machine');

function render(change: Partial<EngineConfigurationInput> = {}, template = TEMPLATE): string {
  const input: EngineConfigurationInput = {
    home: HOME,
    identity: IDENTITY,
    configuration: CONFIGURATION,
    listener: 'public',
    sealToken: undefined,
    ...change,
  };
  return renderEngineConfiguration(template, input);
}

const engine = (name: 'vault' | 'openbao', version: string) =>
  render({ configuration: { ...CONFIGURATION, engine: { name, version } } });

const sealed = (seal: EngineConfigurationInput['configuration']['seal'], sealToken?: string) =>
  render({ configuration: { ...CONFIGURATION, seal }, sealToken });

/** Value of an attribute that stands once in the text. */
function attribute(text: string, name: string): string | undefined {
  return new RegExp(`^\\s*${name}\\s+= (.*)$`, 'm').exec(text)?.[1];
}

describe('the listener', () => {
  it('demands the agent’s own certificate while it is closed, and trusts no other authority', () => {
    const text = render({ listener: 'closed' });
    expect(attribute(text, 'tls_require_and_verify_client_cert')).toBe('true');
    expect(attribute(text, 'tls_client_ca_file')).toBe('"/machine/tls/door.crt"');
  });

  it('demands no certificate once it is public, because health probes and joiners have none', () => {
    const text = render();
    expect(text).not.toContain('tls_require_and_verify_client_cert');
    expect(attribute(text, 'tls_client_ca_file')).toBe('"/machine/tls/client-ca.pem"');
  });

  it('always has a cluster address of TCP: an init without one burns the cluster', () => {
    for (const listener of ['closed', 'public'] as const) {
      const text = render({ listener });
      expect(attribute(text, 'address')).toBe('"127.64.204.1:8200"');
      expect(attribute(text, 'cluster_address')).toBe('"127.64.204.1:8201"');
    }
  });
});

describe('ceremonies of share holders', () => {
  it('are opened where the engine keeps them closed by default, and nothing is said elsewhere', () => {
    for (const ceremony of ['rekey', 'generate_root']) {
      const option = `disable_unauthed_${ceremony}_endpoints`;
      expect(attribute(engine('openbao', '2.5.5'), option)).toBe('false');
      expect(engine('openbao', '2.4.4')).not.toContain(option);
      expect(engine('vault', '1.21.1')).not.toContain(option);
    }
  });
});

describe('the audit device', () => {
  it('is declared where the engine makes none through its API', () => {
    expect(engine('openbao', '2.5.5')).toMatch(/^audit "file" "quorate-file" \{$/m);
  });

  it('is not declared where it is made through the API', () => {
    expect(engine('vault', '1.21.1')).not.toContain('audit');
    expect(engine('openbao', '2.3.1')).not.toContain('audit');
  });
});

describe('retry_join', () => {
  it('names every other node and never the node itself', () => {
    const joins = [...render().matchAll(/leader_api_addr\s+= "(.*)"/g)].map(([, address]) => address);
    expect(joins).toEqual(['https://127.64.204.2:8200']);
  });

  it('is left out while the node is closed: it joins when it is told to, not by itself', () => {
    expect(render({ listener: 'closed' })).not.toContain('retry_join');
  });
});

describe('the seal', () => {
  it('has no stanza with Shamir', () => {
    expect(sealed({ type: 'shamir' })).not.toMatch(/^seal/m);
  });

  it('reaches a transit server with the token of this node, over our authority', () => {
    const seal = {
      type: 'transit',
      address: 'https://127.64.204.9:8200',
      key_name: 'k',
      mount_path: 'transit',
    } as const;
    const text = sealed(seal, 'the-token');
    const stanza = text.slice(text.indexOf('seal "transit"'));
    expect(attribute(stanza, 'address')).toBe('"https://127.64.204.9:8200"');
    expect(attribute(stanza, 'token')).toBe('"the-token"');
    expect(attribute(stanza, 'key_name')).toBe('"k"');
    expect(attribute(stanza, 'tls_ca_cert')).toBe('"/machine/tls/server-ca.pem"');
  });

  it('refuses a transit seal without its token, which the engine would only notice at its start', () => {
    const seal = { type: 'transit', address: 'https://s:8200', key_name: 'k', mount_path: 'transit' } as const;
    expect(() => sealed(seal)).toThrow('no token for it was delivered');
  });

  it('names an AWS key, and an endpoint only where one is given', () => {
    const seal = { type: 'awskms', region: 'eu-west-1', kms_key_id: 'arn:key' } as const;
    expect(sealed(seal)).toContain('seal "awskms" {\n  region = "eu-west-1"\n  kms_key_id = "arn:key"\n}\n');
    expect(attribute(sealed({ ...seal, endpoint: 'https://kms.test' }), 'endpoint')).toBe('"https://kms.test"');
  });

  it('calls a file of credentials what the engine calls it', () => {
    const seal = { type: 'awskms', region: 'r', kms_key_id: 'k', credentials_file: '/machine/credentials' } as const;
    expect(attribute(sealed(seal), 'shared_creds_filename')).toBe('"/machine/credentials"');
  });

  it('has a former auto-seal disabled beside Shamir, for as long as the stack names it', () => {
    const former_seal = { type: 'transit', address: 'https://s:8200', key_name: 'k', mount_path: 'transit' } as const;
    const configuration = { ...CONFIGURATION, seal: { type: 'shamir' } as const, former_seal };
    const text = render({ configuration, sealToken: 'the-token' });
    expect(text.match(/^seal /gm)).toHaveLength(1);
    expect(attribute(text.slice(text.indexOf('seal "transit"')), 'disabled')).toBe('"true"');
    expect(render({ configuration })).not.toMatch(/^seal/m);
  });

  it('has the token of an earlier seal nowhere', () => {
    expect(sealed({ type: 'shamir' }, 'the-token')).not.toContain('the-token');
  });
});

describe('a template', () => {
  it.each(['{{missing}}', '{{quote missing}}', '{{quote node_id.missing}}'])(
    'cannot use a value that does not exist: %s',
    (template) => {
      const seal = { type: 'awskms', region: 'r', kms_key_id: 'k' } as const;
      expect(() => render({ configuration: { ...CONFIGURATION, seal } }, template)).toThrow(
        /"missing" not defined|expected a text that exists/,
      );
    },
  );
});

describe('text from outside', () => {
  const name = (cluster_name: string) =>
    attribute(render({ configuration: { ...CONFIGURATION, cluster_name } }), 'cluster_name');

  it('stays one string on one line', () => {
    expect(name('x"\nseal "transit" {}\n')).toBe('"x\\"\\nseal \\"transit\\" {}\\n"');
  });

  it('is not escaped for HTML', () => {
    expect(name("a&b<c>'d'")).toBe(`"a&b<c>'d'"`);
  });

  it('opens no interpolation, in which quotation marks do not end a string', () => {
    expect(name('${"')).toBe('"\\u0024{\\""');
  });
});

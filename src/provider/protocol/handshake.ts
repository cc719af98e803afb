const COOKIE = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2';
const PROTOCOL = '6';

/** What Terraform told the process that it starts. */
export interface Handshake {
  readonly clientCertificatePem: string;
}

/**
 * Reads the environment that Terraform starts plugins with.
 *
 * @throws Error saying what this program is when a person started it, or what is missing.
 */
export function readHandshake(environment: Readonly<Record<string, string | undefined>>): Handshake {
  if (environment['TF_PLUGIN_MAGIC_COOKIE'] !== COOKIE) {
    throw new Error(
      'This is a Terraform provider: Terraform starts it, it does nothing by itself. Run `npx cdktf deploy ENV` instead.',
    );
  }
  const versions = environment['PLUGIN_PROTOCOL_VERSIONS'] ?? '';
  if (!versions.split(',').includes(PROTOCOL)) {
    throw new Error(
      `This provider speaks plugin protocol ${PROTOCOL}; expected it among the versions offered, received "${versions}". ` +
        'Use Terraform 1.0 or later, or OpenTofu.',
    );
  }
  const clientCertificatePem = environment['PLUGIN_CLIENT_CERT'];
  if (!clientCertificatePem) {
    throw new Error('Terraform sent no client certificate (PLUGIN_CLIENT_CERT); this provider speaks mutual TLS only.');
  }
  return { clientCertificatePem };
}

/** The one line that Terraform reads from stdout. */
export function handshakeLine(socket: string, certificate: string): string {
  return `1|${PROTOCOL}|unix|${socket}|grpc|${certificate}\n`;
}

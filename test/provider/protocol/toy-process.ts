import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { createServerIdentity, type ServerIdentity } from '../../../src/provider/protocol/certificate.js';
import { serviceDefinition } from '../../../src/provider/protocol/service-definition.js';
import { bundleToyProvider } from '../toy/bundle.js';

export interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  readonly client: ToyClient;
  readonly handshake: string;
}

/** The bundled toy provider as a process, driven as Terraform drives it. */
export class ToyProcess {
  readonly root = mkdtempSync(path.join(tmpdir(), 'toy-process-'));
  readonly bundle = path.join(this.root, 'provider.mjs');
  readonly #children: ChildProcessWithoutNullStreams[] = [];

  build(): Promise<void> {
    return bundleToyProvider(this.root);
  }

  environment(identity: ServerIdentity): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      PLUGIN_UNIX_SOCKET_DIR: this.root,
      XDG_CACHE_HOME: path.join(this.root, 'cache'),
      TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
      PLUGIN_PROTOCOL_VERSIONS: '5,6',
      PLUGIN_CLIENT_CERT: identity.certificatePem,
    };
  }

  /** @param wrapper a shell command that runs `"$@"`, to stand between this process and the provider */
  async start(wrapper = 'exec "$@"'): Promise<Started> {
    const identity = await createServerIdentity();
    const command = ['-c', wrapper, 'sh', 'node', this.bundle];
    const child = spawn('sh', command, { env: this.environment(identity), cwd: this.root });
    this.#children.push(child);
    const [line] = await once(child.stdout, 'data');
    const handshake = String(line);
    const [, , , socket = '', , certificate = ''] = handshake.trim().split('|');
    return { child, client: new ToyClient(socket, certificate, identity), handshake };
  }

  remove(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.root, { recursive: true, force: true });
  }
}

const services = ['tfplugin6.Provider', 'plugin.GRPCController'].map(serviceDefinition);

export class ToyClient extends Client {
  constructor(
    readonly socket: string,
    certificate: string,
    identity: ServerIdentity,
  ) {
    const der = Buffer.from(certificate, 'base64').toString('base64');
    const pem = `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`;
    const tls = credentials.createSsl(
      Buffer.from(pem),
      Buffer.from(identity.privateKeyPem),
      Buffer.from(identity.certificatePem),
    );
    super(`unix:${socket}`, tls, { 'grpc.ssl_target_name_override': 'localhost' });
  }

  call<T>(name: string, request: object): Promise<T> {
    const method = services.map((service) => service[name]).find((found) => found !== undefined);
    if (!method) throw new Error(`no call ${name}`);
    return new Promise((resolve, reject) => {
      this.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        (error: ServiceError | null, response?: unknown) => (error ? reject(error) : resolve(response as T)),
      );
    });
  }
}

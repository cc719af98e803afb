import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { reasonOf } from '../../schema/index.js';
import { createServerIdentity } from './certificate.js';
import { type Handshake, handshakeLine, readHandshake } from './handshake.js';
import { InFlight } from './interruption.js';
import type { CallContext, ProviderCalls, ProviderService } from './messages.js';
import { followParent, leave } from './process-life.js';
import { Terminal } from './progress.js';
import { serviceDefinition } from './service-definition.js';

/** States hold many members; gRPC's default of 4 MiB is Terraform's own limit no longer. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** How long a shutdown waits for connections to close. */
const SHUTDOWN_MS = 1_000;

/**
 * Serves a provider to the Terraform that started this process, until Terraform ends it or is gone. Started by anybody
 * else it says what it is and exits with 1.
 */
export async function serveProvider(service: ProviderService): Promise<void> {
  try {
    await serve(service, readHandshake(process.env));
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exit(1);
  }
}

async function serve(service: ProviderService, handshake: Handshake): Promise<void> {
  const folder = mkdtempSync(path.join(process.env['PLUGIN_UNIX_SOCKET_DIR'] ?? tmpdir(), 'tfp-'));
  const inFlight = new InFlight();
  const terminal = new Terminal();
  const exit = () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  };
  followParent(inFlight, exit);

  const identity = await createServerIdentity();
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  addServices(server, service, inFlight, terminal, () => {
    // The answer to the shutdown itself still has to go out.
    const end = () => void leave(inFlight, exit);
    server.tryShutdown(end);
    setTimeout(end, SHUTDOWN_MS);
  });
  const socket = path.join(folder, 'provider.sock');
  const credentials = ServerCredentials.createSsl(
    Buffer.from(handshake.clientCertificatePem),
    [{ cert_chain: Buffer.from(identity.certificatePem), private_key: Buffer.from(identity.privateKeyPem) }],
    true,
  );
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, credentials, (error) => (error ? reject(error) : resolve()));
  });
  process.stdout.write(handshakeLine(socket, identity.handshake));
}

function addServices(
  server: Server,
  service: ProviderService,
  inFlight: InFlight,
  terminal: Terminal,
  shutdown: () => void,
): void {
  const context: CallContext = {
    run: (work) => inFlight.run(work),
    progress: (line) => terminal.progress(line),
  };
  const calls = Object.entries(service).map(([name, handle]) => [name, unary(handle as Handle, context)]);
  server.addService(serviceDefinition('tfplugin6.Provider'), {
    ...Object.fromEntries(calls),
    StopProvider: (_: unknown, reply: sendUnaryData<object>) => {
      inFlight.interrupt('Terraform was asked to stop');
      reply(null, { Error: '' });
    },
  });
  server.addService(serviceDefinition('plugin.GRPCController'), {
    Shutdown: (_: unknown, reply: sendUnaryData<object>) => {
      reply(null, {});
      shutdown();
    },
  });
}

type AnyCall = ProviderCalls[keyof ProviderCalls];
type Handle = (request: AnyCall['request'], context: CallContext) => Promise<AnyCall['response']>;

function unary(handle: Handle, context: CallContext) {
  return (
    call: ServerUnaryCall<AnyCall['request'], AnyCall['response']>,
    reply: sendUnaryData<AnyCall['response']>,
  ) => {
    handle(call.request, context).then(
      (response) => reply(null, response),
      (error: unknown) => reply({ code: status.INTERNAL, details: String(error) }),
    );
  };
}

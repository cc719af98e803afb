import type { Duplex } from 'node:stream';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SignatureV4 } from '@smithy/signature-v4';
import { awsFailure } from './aws-error.js';
import { type AwsPlace, clientSettings } from './client-settings.js';
import type { ConnectEndpoint } from './tunnel.js';
import { webSocketStream } from './web-socket-stream.js';

const SERVICE = 'ec2-instance-connect';
const SSH_PORT = '22';
/** An address is good for one attempt. */
const EXPIRES_SECONDS = 60;

export async function tunnelThrough(place: AwsPlace, endpoint: ConnectEndpoint, address: string): Promise<Duplex> {
  try {
    return await webSocketStream(await tunnelAddress(place, endpoint, address));
  } catch (error) {
    throw awsFailure(`reach ${address} through ${endpoint.id}`, place.region, error);
  }
}

/** Address of a tunnel to port 22 of a machine, signed by whoever asks. */
export async function tunnelAddress(place: AwsPlace, { id, dnsName }: ConnectEndpoint, address: string): Promise<URL> {
  // The client is never asked: it knows where credentials are found, and what sums are made with.
  const { credentials, sha256 } = new EC2Client(clientSettings(place)).config;
  const signer = new SignatureV4({ service: SERVICE, region: place.region, credentials, sha256 });
  const query = { instanceConnectEndpointId: id, privateIpAddress: address, remotePort: SSH_PORT };
  const request = {
    method: 'GET',
    protocol: 'wss:',
    hostname: dnsName,
    path: '/openTunnel',
    query,
    headers: { host: dnsName },
  };
  const { query: signed = {} } = await signer.presign(request, { expiresIn: EXPIRES_SECONDS });
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(signed)) if (typeof value === 'string') parameters.set(name, value);
  return new URL(`wss://${dnsName}/openTunnel?${parameters}`);
}

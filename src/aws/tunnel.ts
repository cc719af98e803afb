import type { Duplex } from 'node:stream';
import type { AwsPlace } from './client-settings.js';

/** An endpoint of EC2 Instance Connect: a way into a network for whoever has the permission. */
export interface ConnectEndpoint {
  readonly id: string;
  readonly dnsName: string;
}

/**
 * Connects to port 22 of a machine through an endpoint, by Amazon's library, which is loaded here and not before.
 *
 * @param address of the machine in its network
 * @throws QuorateError `QRT-AWS`
 */
export async function openTunnel(place: AwsPlace, endpoint: ConnectEndpoint, address: string): Promise<Duplex> {
  const { tunnelThrough } = await import('./sdk-tunnel.js');
  return await tunnelThrough(place, endpoint, address);
}

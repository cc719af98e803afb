import * as z from 'zod';
import { dataOf } from './envelope.js';
import { listKeys, orNull } from './listing.js';
import type { CallOptions } from './options.js';
import { segment } from './path.js';
import type { Transport } from './transport.js';

const POLICIES = 'sys/policies/acl';
const policyBody = dataOf(z.object({ policy: z.string() }));

/** ACL policies, as HCL. */
export class PoliciesApi {
  constructor(private readonly transport: Transport) {}

  list(options?: CallOptions): Promise<readonly string[]> {
    return listKeys(this.transport, POLICIES, options);
  }

  /** The policy's text, null when there is none of this name. */
  async get(name: string, options?: CallOptions): Promise<string | null> {
    const path = `${POLICIES}/${segment(name)}`;
    return (await orNull(this.transport.json({ method: 'GET', path }, policyBody, options)))?.policy ?? null;
  }

  put(name: string, policy: string, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'PUT', path: `${POLICIES}/${segment(name)}`, body: { policy } }, options);
  }

  remove(name: string, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'DELETE', path: `${POLICIES}/${segment(name)}` }, options);
  }
}

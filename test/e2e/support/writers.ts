import { bundle, operatorIdentityFor } from '../../../src/custody/index.js';
import { Canary, POLICIES, type RetryPolicy, type Sample, valueProbe } from '../../../src/drill/index.js';
import { EngineClient } from '../../../src/engine/index.js';
import { CERTIFICATE_MOUNT } from '../../../src/schema/index.js';
import { type LabAccess, MOUNT } from './lab-access.js';

/** Clients of the lab that write numbered values through the balancer, each as another library does it. */
export const WRITERS = {
  go: { policy: POLICIES.go, connection: 'fresh' },
  hvac: { policy: POLICIES.hvac, connection: 'kept' },
  none: { policy: POLICIES.none, connection: 'fresh' },
} as const satisfies Readonly<Record<string, { policy: RetryPolicy; connection: 'fresh' | 'kept' }>>;
export type Writer = keyof typeof WRITERS;

/** Starts all writers; the function given back ends them, reads everything back and gives what each of them saw. */
export async function startWriters(
  { environment }: LabAccess,
  balancer: string,
): Promise<() => Promise<Readonly<Record<Writer, readonly Sample[]>>>> {
  const address = `https://${balancer}:8200`;
  const { certificate, key } = await operatorIdentityFor('admin', environment.working, environment.signer);
  const ca = bundle((await environment.signer.authorities()).server);
  const open = (to: string, token?: string) =>
    new EngineClient({
      address: to,
      tls: { ca, cert: certificate, key },
      ...(token === undefined ? {} : { token: () => token }),
    });
  const first = open(address);
  const { client_token } = await first.cert(CERTIFICATE_MOUNT).login('admin');
  await first.close();
  const start = (writer: Writer) => {
    const connect = (to: string) => open(to, client_token);
    const canary = new Canary({ address, connect, probe: valueProbe(MOUNT, writer), ...WRITERS[writer] });
    canary.start();
    return canary;
  };
  const [go, hvac, none] = [start('go'), start('hvac'), start('none')];
  return async () => {
    const [byGo, byHvac, byNone] = await Promise.all([go.stop(), hvac.stop(), none.stop()]);
    return { go: byGo, hvac: byHvac, none: byNone };
  };
}

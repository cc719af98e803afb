import { rmSync } from 'node:fs';
import { Balancer } from './balancer.js';
import { controlServer } from './control.js';
import { balancerFiles, readBalancerRecord } from './record.js';
import { TargetStore } from './target-store.js';

/** Runs the balancer of this folder until SIGTERM. */
async function main(home: string): Promise<void> {
  const record = await readBalancerRecord(home);
  if (record === null) throw new Error(`${balancerFiles(home).record} is missing`);
  const { address, options, socket } = record;
  const balancer = new Balancer(address, options, (target) => log('target', target));
  const store = new TargetStore(balancerFiles(home).targets);
  // The address comes first: whoever has it is the balancer, and may take the place of a socket that was left behind.
  await balancer.listen();
  for (const target of await store.read()) balancer.attach(target.id, target.address);

  const control = controlServer(balancer, store);
  rmSync(socket, { force: true });
  await new Promise<void>((listening, failed) => control.once('error', failed).listen(socket, listening));
  log('listening', { address, port: options.port, socket });

  process.once('SIGTERM', () => {
    rmSync(socket, { force: true });
    log('stopping', {});
    void balancer.close().then(() => process.exit(0));
  });
}

function log(event: string, fields: object): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
}

const home = process.argv[2];
if (!home) {
  process.stderr.write('The load balancer is started by its environment: balancer.mjs FOLDER\n');
  process.exit(1);
}
await main(home);

import { readFileSync } from 'node:fs';
import { openEc2, openTargetGroups } from '../../../src/aws/index.js';
import { AgentClient } from '../../../src/channel/index.js';
import { Pins } from '../../../src/environment/ec2/pins.js';
import { Ec2Site } from '../../../src/environment/ec2/site.js';
import { waitUntil } from '../../../src/process/index.js';
import { reasonOf } from '../../../src/schema/index.js';
import { MemoryStore } from '../../operation/support/memory-store.js';

/** Meets the one machine of an environment from where operators stand, and ends it; prints what became of each step. */
const [, , environment = '', key = '', region = ''] = process.argv;
const FOUND_MS = 60_000;
const ec2 = await openEc2({ region });
const pins = new Pins(new MemoryStore());
const operatorKey = async () => readFileSync(key, 'utf8');
const site = new Ec2Site({ environment, ec2, groups: openTargetGroups({ region }), pins, operatorKey });

const machine = await waitUntil(async () => (await site.machines())[0], { deadlineMs: FOUND_MS, intervalMs: 500 });
if (machine === undefined) throw new Error(`EC2 tells of no machine of ${environment}`);
const { id } = machine;
const before = await site.channel(id).then(() => 'reached', reasonOf);
await site.meet(id, AbortSignal.timeout(FOUND_MS));
const { identity } = await new AgentClient(await site.channel(id)).status();
const instance = (await pins.get(id))?.instance ?? '';
const shielded = await ec2.terminate(instance).then(() => 'ended', reasonOf);
await site.release(id);
await ec2.terminate(instance);
process.stdout.write(`${JSON.stringify({ before, identity, id, shielded, left: await site.machines() })}\n`, () =>
  process.exit(0),
);

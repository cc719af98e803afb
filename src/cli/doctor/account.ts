import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { preflight } from '../../environment/index.js';
import { imageDigest } from '../../schema/index.js';
import { type Check, fail, ok, warn } from './finding.js';

const NAME = 'account';

const synthesised = z.looseObject({
  resource: z.looseObject({
    quorate_preflight: z
      .record(
        z.string(),
        z.object({
          environment: z.string(),
          region: z.string(),
          instance_type: z.string(),
          image: imageDigest,
          slots: z.array(z.string()),
          zones: z.array(z.string()),
          subnet_ids: z.array(z.string()),
          own_network: z.boolean(),
          interfaces: z.number(),
          seal_key: z.string().nullable().default(null),
        }),
      )
      .optional(),
  }),
});

/** Whether the account that a synthesised stack names has room for its machines, as a deploy asks before it makes any. */
export const checkAccount: Check = async ({ project, environment }) => {
  if (environment === null) return ok(NAME, 'name an environment to have its account looked into');
  const file = join(project, 'cdktf.out/stacks', environment, 'cdk.tf.json');
  if (!existsSync(file)) return ok(NAME, `nothing to look into before \`npx cdktf synth ${environment}\``);
  const { quorate_preflight: found = {} } = synthesised.parse(JSON.parse(readFileSync(file, 'utf8'))).resource;
  const [order] = Object.values(found);
  if (order === undefined) return ok(NAME, `${environment} needs none`);
  const isMade = !order.subnet_ids.some((id) => id.includes('${'));
  const findings = await preflight({ ...order, subnet_ids: isMade ? order.subnet_ids : null });
  const [worst] = findings.toSorted((one, other) => one.severity.localeCompare(other.severity));
  if (worst === undefined) {
    return ok(NAME, `${order.region} has room for ${order.slots.length} ${order.instance_type} beside what runs there`);
  }
  const message = findings.map((finding) => `${finding.code}: ${finding.message}`).join('; ');
  return (worst.severity === 'error' ? fail : warn)(NAME, message, worst.cure);
};

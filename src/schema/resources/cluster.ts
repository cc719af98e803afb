import * as z from 'zod';
import { auditShipping } from '../audit.js';
import { authMethod, authPath, autopilotSettings, policyName } from '../engine-settings.js';
import { membershipStep } from '../membership-plan.js';
import { engineRelease, environmentName, imageDigest, machineId } from '../names.js';
import { sealType } from '../seal.js';
import { snapshotSchedule } from '../snapshots.js';
import { computed, optional, required, resourceSchema } from './attributes.js';

/** Where the cluster's root key is wrapped. Members that another kind of seal needs are left out. */
export const clusterSeal = z.object({
  type: sealType,
  address: z.string().nullable(),
  key_name: z.string().nullable(),
  mount_path: z.string().nullable(),
  region: z.string().nullable(),
  kms_key_id: z.string().nullable(),
  /** What else the seal's type knows. */
  options: z.record(z.string(), z.string()).default({}),
});

/** Who holds the shares of the key. */
export const clusterCustody = z.object({
  /** `lab` keeps a key of its own beside the state; `pgp` encrypts to people. */
  type: z.enum(['lab', 'pgp']),
  shares: z.number().int().min(1).max(255),
  threshold: z.number().int().min(1).max(255),
  /** Armored public keys, one a share holder; public material. */
  recipients: z.array(z.string()),
});

/** What is configured on the running cluster. */
export const clusterSettings = z.object({
  performance_multiplier: z.number().int().min(1).max(10).default(1),
  ui: z.boolean().default(false),
  /** Whether a deploy that changes members measures writes: certificate logins, no mount of the user's. */
  measure: z.boolean().default(true),
});

/** A command of the user's that has its say on the new nodes of a rollout. Public: no secret belongs in it. */
export const rolloutHook = z.object({
  /** Program and arguments; no shell. */
  command: z.array(z.string()).min(1),
  /** Seconds until it is ended and counts as a no. */
  timeout: z.number().int().min(1).max(3600).default(300),
});

/** One desired node, keyed by its slot in `members`. */
export const clusterMember = z.object({
  machine_id: machineId,
  address: z.string(),
  slot: z.string(),
  zone: z.string(),
  image: imageDigest,
  version: z.string(),
});

/** The cluster: its update converges the raft membership to `members`. No attribute of it forces a replacement. */
export const quorateCluster = resourceSchema('quorate_cluster', 'A highly available cluster of members.', {
  environment: required(environmentName),
  name: required(z.string().min(1)),
  engine: required(engineRelease),
  seal: required(clusterSeal),
  former_seal: optional(clusterSeal, {
    description: 'The auto-seal that the cluster had before; it is needed to leave it, and for snapshots of its time.',
  }),
  custody: required(clusterCustody),
  balancer_address: optional(z.string(), { description: 'Address of the balancer, a SAN of every certificate.' }),
  settings: optional(clusterSettings, { default: { performance_multiplier: 1, ui: false, measure: true } }),
  members: required(z.record(z.string(), clusterMember), { description: 'Desired nodes by slot.' }),
  snapshots: optional(snapshotSchedule, { description: 'When the node that leads takes snapshots by itself.' }),
  audit: optional(auditShipping, { description: 'Where the nodes ship their audit logs to.' }),
  autopilot: optional(autopilotSettings, { description: 'Autopilot of the cluster at rest.' }),
  policies: optional(z.record(policyName, z.string().min(1)), {
    default: {},
    description: 'Policies (HCL) by name; one that is taken out is deleted.',
  }),
  auth_methods: optional(z.record(authPath, authMethod), {
    default: {},
    description: 'Auth methods by path; one that is taken out is disabled with all that is in it.',
  }),
  hook: optional(rolloutHook, { description: 'Runs on the side of the operator between trust gate and promotion.' }),
  standby_of: optional(environmentName, {
    description: 'Environment whose cluster these machines wait for: they are not initialized before a failover.',
  }),
  allow_unknown_version_pair: optional(z.boolean(), {
    default: false,
    description: 'Lets a cluster hold two versions of which nobody knows whether they get along.',
  }),
  deletion_protection: optional(z.boolean(), {
    default: true,
    description: 'Refuses to delete the cluster; switching it off is a deploy of its own.',
  }),
  id: computed(z.string()),
  cluster_id: computed(z.string(), { description: 'Identity that the engine gave the cluster; it never changes.' }),
  converged: computed(z.boolean(), {
    description: 'Planned as true: false means that the cluster was seen to differ from what is desired.',
  }),
  down: computed(z.array(z.string()), {
    description: 'Slots whose machine was seen stopped or gone; planned as none.',
  }),
  drift: computed(z.array(z.string()), {
    description: 'What was seen on the engine to differ from what is declared; planned as nothing.',
  }),
  membership_plan: computed(z.array(membershipStep).nullable(), {
    description: 'Steps that this change takes; a known empty list means nothing to do.',
  }),
});

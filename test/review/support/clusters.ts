import type { SyntheticChange } from './plans.js';

/** What a hand-written blue/green plan looks like. */
export interface BlueGreen {
  readonly nodes?: number;
  readonly createBeforeDestroy?: boolean;
  /** Null: unknown until apply. Undefined: as the provider plans it. */
  readonly membershipPlan?: readonly unknown[] | null;
  readonly engineBefore?: string;
  readonly engineAfter?: string;
  /** Zone of each slot. */
  readonly zones?: readonly string[];
}

const digest = (mark: string) => `sha256:${mark.repeat(64)}`;
const id = (slot: string, mark: string) => `${slot}-${mark.repeat(8)}`;

/** Slots a, b, c … */
export function slots(nodes: number): string[] {
  return Array.from({ length: nodes }, (_, index) => String.fromCharCode(97 + index));
}

/** A membership plan as the provider foresees it: join all, then remove the old ones one by one. */
export function foreseen(nodes: number) {
  const names = slots(nodes);
  const step = (what: string, reason: string, voters: number) => {
    const quorum = Math.floor(voters / 2) + 1;
    return { step: what, reason, voters, quorum, tolerance: voters - quorum };
  };
  return [
    step('hold joiners back', 'they must be in sync before they vote', nodes),
    ...names.map((slot) => step(`join new ${slot}`, 'a new machine takes over the slot', nodes)),
    step('let joiners become voters', 'all new nodes are in sync and trusted', nodes * 2),
    ...names.map((slot, index) => step(`remove old ${slot}`, 'every new node votes', nodes * 2 - index - 1)),
  ];
}

/** Every machine of a cluster replaced: what changing the engine version plans. */
export function blueGreen(options: BlueGreen = {}): SyntheticChange[] {
  const { nodes = 3, createBeforeDestroy = true, engineBefore = '1.19.0', engineAfter = '1.21.1' } = options;
  const replace = createBeforeDestroy ? ['create', 'delete'] : ['delete', 'create'];
  const zone = (index: number) => options.zones?.[index] ?? `zone-${(index % 3) + 1}`;
  const cannot = 'replace_because_cannot_update';
  const names = slots(nodes);
  const base = (index: number) => ({ environment: 'lab', role: 'member', slot: names[index], zone: zone(index) });
  const machines = names.map((slot, index) => ({
    address: `quorate_machine.vault_machine["${slot}"]`,
    actions: replace,
    before: {
      ...base(index),
      image: digest('1'),
      id: id(slot, '1'),
      address: `127.64.0.${index + 1}`,
      status: 'running',
    },
    after: { ...base(index), image: digest('2'), status: 'running' },
    unknown: { id: true, address: true },
    replacePaths: [['image']],
    reason: cannot,
  }));
  const members = names.map((slot, index) => {
    const fixed = { environment: 'lab', slot, zone: zone(index), cluster_name: 'vault', enrolled: true };
    return {
      address: `quorate_member.vault_member["${slot}"]`,
      actions: replace,
      before: {
        ...fixed,
        machine_id: id(slot, '1'),
        address: `127.64.0.${index + 1}`,
        image: digest('1'),
        engine_version: engineBefore,
      },
      after: { ...fixed, image: digest('2'), engine_version: engineAfter },
      unknown: { machine_id: true, address: true, id: true },
      replacePaths: [['machine_id'], ['address'], ['image']],
      reason: cannot,
    };
  });
  const attachments = names.map((slot, index) => ({
    address: `quorate_attachment.vault_attachment["${slot}"]`,
    actions: replace,
    before: {
      environment: 'lab',
      load_balancer_id: 'lb',
      machine_id: id(slot, '1'),
      address: `127.64.0.${index + 1}`,
      id: `lb/${slot}`,
    },
    after: { environment: 'lab', load_balancer_id: 'lb' },
    unknown: { machine_id: true, address: true, id: true },
    replacePaths: [['machine_id'], ['address']],
    reason: cannot,
  }));
  const shared = {
    environment: 'lab',
    name: 'vault',
    seal: {
      type: 'transit',
      address: 'https://127.64.0.9:8200',
      key_name: 'vault',
      mount_path: 'transit',
      region: null,
      kms_key_id: null,
    },
    deletion_protection: false,
    id: 'lab',
    cluster_id: '5c1c1a8e-0000-4000-8000-000000000001',
  };
  const member = (slot: string, index: number, mark: string, version: string) => ({
    slot,
    zone: zone(index),
    image: digest(mark),
    version,
  });
  const cluster: SyntheticChange = {
    address: 'quorate_cluster.vault',
    actions: ['update'],
    before: {
      ...shared,
      engine: { name: 'vault', version: engineBefore },
      members: Object.fromEntries(
        names.map((slot, index) => [
          slot,
          { ...member(slot, index, '1', engineBefore), machine_id: id(slot, '1'), address: `127.64.0.${index + 1}` },
        ]),
      ),
      membership_plan: null,
    },
    after: {
      ...shared,
      engine: { name: 'vault', version: engineAfter },
      members: Object.fromEntries(names.map((slot, index) => [slot, member(slot, index, '2', engineAfter)])),
      ...(options.membershipPlan === null ? {} : { membership_plan: options.membershipPlan ?? foreseen(nodes) }),
    },
    unknown: {
      members: Object.fromEntries(names.map((slot) => [slot, { machine_id: true, address: true }])),
      ...(options.membershipPlan === null ? { membership_plan: true } : {}),
    },
  };
  const still = (address: string, values: unknown): SyntheticChange => ({
    address,
    actions: ['no-op'],
    before: values,
    after: values,
  });
  return [
    {
      address: 'quorate_image.vault_image',
      actions: ['update'],
      before: {
        digest: digest('1'),
        form: 'process',
        engine: { name: 'vault', version: engineBefore, policy: 'lab' },
        id: digest('1'),
      },
      after: { digest: digest('2'), form: 'process', engine: { name: 'vault', version: engineAfter, policy: 'lab' } },
      unknown: { id: true },
    },
    ...machines,
    ...members,
    ...attachments,
    cluster,
    still('quorate_load_balancer.vault_balancer', { environment: 'lab', id: 'lb', address: '127.64.0.8' }),
    still('quorate_seal.vault_seal', {
      environment: 'lab',
      kind: 'transit',
      id: 'seal',
      address: 'https://127.64.0.9:8200',
    }),
  ];
}

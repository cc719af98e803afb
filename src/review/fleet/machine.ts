import { orderOf } from '../changes/kind.js';
import type { ResourceChange } from '../plan/format.js';
import { equal } from '../value/equal.js';
import { field, stringField } from '../value/json.js';
import { anyMarked, markOf } from '../value/marks.js';
import { attributeIn, type Fact, labelIn, labelOf } from './fact.js';

/** A machine of a cluster, or of its seal. */
export interface MachineFact extends Fact {
  readonly role: string;
  readonly slot: string | null;
  readonly zone: string | null;
  readonly zoneBefore: string | null;
  /** Identity of the machine that exists now. */
  readonly id: string | null;
  /** The old object goes before the new one is there. */
  readonly destroyedFirst: boolean;
  readonly imageChanges: boolean;
  readonly deposed: boolean;
  /** There is a machine now, and its platform does not say that it is stopped. */
  readonly alive: boolean;
}

/** Types of machines; those of clouds count only when they carry our labels. */
const CLOUD = new Set([
  'aws_instance',
  'aws_spot_instance_request',
  'azurerm_linux_virtual_machine',
  'google_compute_instance',
]);

/** A machine, or undefined for anything that is none of ours. */
export function machineFact(fact: Fact): MachineFact | undefined {
  const { raw } = fact;
  const ours = raw.type === 'quorate_machine';
  const role = ours ? attributeIn(raw, 'role') : labelIn(raw, 'role');
  if (!ours && (!CLOUD.has(raw.type) || (role === undefined && labelIn(raw, 'slot') === undefined))) return undefined;
  return {
    ...fact,
    role: role ?? 'member',
    slot: attributeIn(raw, 'slot') ?? labelIn(raw, 'slot') ?? (typeof raw.index === 'string' ? raw.index : null),
    zone: zoneOf(raw),
    zoneBefore: zoneIn(raw.change.before),
    id: stringField(raw.change.before, 'id') ?? null,
    destroyedFirst: orderOf(raw) === 'destroy-before-create',
    imageChanges: ['image', 'ami', 'source_image_id', 'boot_disk'].some((name) => differs(raw, name)),
    deposed: raw.deposed !== null && raw.deposed !== undefined,
    alive: fact.fate !== 'create' && stringField(raw.change.before, 'status') !== 'stopped',
  };
}

/** True when this machine goes: replaced, destroyed, or no longer managed. */
export function leaves({ fate }: MachineFact): boolean {
  return fate === 'replace' || fate === 'destroy' || fate === 'forget';
}

/** True when a machine object comes. */
export function arrives({ fate }: MachineFact): boolean {
  return fate === 'replace' || fate === 'create';
}

/** True when there is a machine now. */
export function exists({ fate }: MachineFact): boolean {
  return fate !== 'create';
}

function zoneOf(raw: ResourceChange): string | null {
  return zoneIn(raw.change.after) ?? zoneIn(raw.change.before);
}

function zoneIn(values: unknown): string | null {
  return stringField(values, 'zone') ?? stringField(values, 'availability_zone') ?? labelOf(values, 'zone') ?? null;
}

function differs({ change }: ResourceChange, name: string): boolean {
  if (change.before === null || change.after === null) return false;
  if (anyMarked(markOf(change.after_unknown, name))) return true;
  return !equal(field(change.before, name), field(change.after, name));
}

import type { MachineFact, PartFact } from '../../fleet/index.js';
import type { Masker } from '../../mask/masker.js';
import { listed, say } from '../../mask/safe-text.js';
import type { Draft } from '../draft.js';
import type { Situation } from './situation.js';

/** Whether the balancer follows the machines. */
export function balancerFindings(situation: Situation, masker: Masker): Draft[] {
  const attachments = situation.fleet.parts.filter(({ kind }) => kind === 'attachment');
  if (attachments.length === 0 || situation.tornDown) return [];
  return [
    ...staleTargets(situation.leaving, attachments, masker),
    ...missingTargets(situation, attachments, masker),
    ...emptyMoments(attachments, masker),
  ];
}

/** Attachments that stay while their machine goes: traffic would be sent to an address that is gone, or somebody else's. */
function staleTargets(leaving: readonly MachineFact[], attachments: readonly PartFact[], masker: Masker): Draft[] {
  return attachments
    .filter(({ fate }) => fate === 'keep' || fate === 'update')
    .flatMap((attachment) => {
      const machine = leaving.find((candidate) => belongs(attachment, candidate));
      if (machine === undefined) return [];
      return [
        {
          code: 'QRV-BALANCER-STALE',
          address: masker.text(attachment.raw.address),
          title: say`the balancer keeps ${masker.text(machine.raw.address)}, which goes`,
          cure: say`Make one attachment a machine and let it be replaced with its machine.`,
        } satisfies Draft,
      ];
    });
}

function belongs({ machineId, raw }: PartFact, machine: MachineFact): boolean {
  if (machineId !== null && machine.id !== null) return machineId === machine.id;
  return !machine.deposed && machine.slot !== null && raw.index === machine.slot;
}

/** New machines that nobody attaches. Judged by number: ids of new machines are not known yet. */
function missingTargets({ arriving, members }: Situation, attachments: readonly PartFact[], masker: Masker): Draft[] {
  const unattached = arriving.filter(({ slot }) => {
    if (slot === null) return false;
    const own = attachments.filter(({ raw }) => raw.index === slot);
    return own.length > 0 && !own.some(({ fate }) => fate === 'create' || fate === 'replace');
  });
  const coming = attachments.filter(({ fate }) => fate === 'create' || fate === 'replace').length;
  const short = unattached.length > 0 || (arriving.length > 0 && members.length > 0 && coming < arriving.length);
  if (!short) return [];
  const names = unattached.length > 0 ? unattached : arriving;
  return [
    {
      code: 'QRV-BALANCER-MISSING',
      title: say`${coming} attachments come for ${arriving.length} new machines`,
      detail: listed(names.map(({ raw }) => masker.text(raw.address))),
    },
  ];
}

/** Every attachment destroyed before its successor exists: for a while the balancer has nowhere to send traffic. */
function emptyMoments(attachments: readonly PartFact[], masker: Masker): Draft[] {
  const now = attachments.filter(({ fate }) => fate !== 'create');
  const gone = now.filter(({ fate, raw }) => fate === 'replace' && raw.change.actions[0] === 'delete');
  if (now.length === 0 || gone.length < now.length) return [];
  return [
    {
      code: 'QRV-BALANCER-EMPTY',
      title: say`all ${now.length} attachments are removed before the new ones exist`,
      detail: listed(gone.map(({ raw }) => masker.text(raw.address))),
      cure: say`Set create_before_destroy on the attachments.`,
    },
  ];
}

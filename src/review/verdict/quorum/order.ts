import type { MachineFact } from '../../fleet/index.js';
import type { Masker } from '../../mask/masker.js';
import { counted, listed, say } from '../../mask/safe-text.js';
import type { Draft } from '../draft.js';
import { quorumOf, type Situation } from './situation.js';

/** Machines that go before the convergence has taken their vote away. */
export function orderFindings(situation: Situation, masker: Masker): Draft[] {
  const { destroyedFirst, votersBefore, deadBefore, tornDown } = situation;
  if (destroyedFirst.length === 0 || votersBefore === 0 || votersBefore === null || tornDown) return [];
  const quorum = quorumOf(votersBefore);
  const left = Math.max(0, votersBefore - deadBefore - destroyedFirst.filter(({ alive }) => alive).length);
  const detail = say`${namesOf(destroyedFirst, masker)}: destroyed first, then created; the convergence comes after both`;
  const cure = say`Set create_before_destroy on the machines, so that new ones join before old ones go.`;
  const gone = counted(destroyedFirst.length, 'voter is', 'voters are');
  if (left < quorum) {
    const title = say`${gone} destroyed before the replacements exist: ${left} of ${votersBefore} left, quorum is ${quorum}`;
    return [{ code: 'QRV-QUORUM-LOST', title, detail, cure, ...addressOf(destroyedFirst, masker) }];
  }
  const title = say`${gone} destroyed before the replacements have joined: tolerance falls to ${left - quorum}`;
  return [{ code: 'QRV-QUORUM-ORDER', title, detail, cure, ...addressOf(destroyedFirst, masker) }];
}

/** Machines that change while nothing changes the membership with them. */
export function convergenceFindings(situation: Situation, masker: Masker): Draft[] {
  const { converges, tornDown, arriving, leaving, cluster, votersBefore, deadBefore } = situation;
  const moving = [...new Set([...leaving, ...arriving])];
  if (tornDown || moving.length === 0) return [];
  if (converges) return keptAsMember(situation, masker);
  if (situation.clusterNotPlanned) {
    const title = say`cannot tell whether quorum is kept: planning failed before it came to the cluster`;
    return [{ code: 'QRV-QUORUM-UNKNOWN', title, cure: say`Read the errors of the plan, cure them, and plan again.` }];
  }
  const why =
    cluster === undefined
      ? say`the plan has no quorate_cluster for them`
      : cluster.fate === 'destroy'
        ? say`the plan destroys the quorate_cluster that would do it`
        : say`the quorate_cluster is left as it is`;
  const drafts: Draft[] = [
    {
      code: 'QRV-QUORUM-NO-CONVERGENCE',
      title: say`${counted(moving.length, 'machine changes', 'machines change')} and no step converges the membership`,
      detail: say`${namesOf(moving, masker)}; ${why}`,
      cure: say`Plan without -target and keep the cluster resource; it must be updated between new and old machines.`,
      ...addressOf(moving, masker),
    },
  ];
  if (votersBefore !== null && votersBefore > 0) {
    const left = Math.max(0, votersBefore - deadBefore - leaving.filter(({ alive }) => alive).length);
    const quorum = quorumOf(votersBefore);
    if (left < quorum) {
      drafts.push({
        code: 'QRV-QUORUM-LOST',
        title: say`${counted(leaving.length, 'voter goes', 'voters go')} without being removed: ${left} of ${votersBefore} left, quorum is ${quorum}`,
        detail: say`new machines do not become voters without the convergence`,
        ...addressOf(leaving, masker),
      });
    }
  }
  return drafts;
}

/** Machines that go although the convergence is told to keep them. */
function keptAsMember({ leaving, cluster }: Situation, masker: Masker): Draft[] {
  const kept = leaving.filter(({ slot, id }) => {
    const planned = slot === null ? undefined : cluster?.after?.get(slot)?.machineId;
    return id !== null && planned === id;
  });
  if (kept.length === 0) return [];
  return [
    {
      code: 'QRV-QUORUM-NO-CONVERGENCE',
      title: say`${counted(kept.length, 'machine goes', 'machines go')} although the membership keeps ${kept.length === 1 ? say`it` : say`them`}`,
      detail: namesOf(kept, masker),
      cure: say`Take the members of the cluster from the machines, not from literals.`,
      ...addressOf(kept, masker),
    },
  ];
}

function namesOf(machines: readonly MachineFact[], masker: Masker) {
  return listed(machines.map(({ raw }) => masker.text(raw.address)));
}

function addressOf(machines: readonly MachineFact[], masker: Masker) {
  const first = machines[0];
  return first === undefined || machines.length > 1 ? {} : { address: masker.text(first.raw.address) };
}

import { counted, joined, type SafeText, say } from '../mask/safe-text.js';
import type { Counts, Decision, Finding, QuorumVerdict } from '../model/index.js';

/** The whole review in one line, worst news first. */
export function headlineOf(
  decision: Decision,
  counts: Counts,
  findings: readonly Finding[],
  quorum: readonly QuorumVerdict[],
): SafeText {
  const parts = [say`${summaryOf(counts)}`];
  const kept = quorum.filter(({ verdict }) => verdict !== 'untouched');
  const first = kept[0];
  if (first !== undefined && (first.verdict === 'kept' || first.verdict === 'bootstrap')) parts.unshift(first.headline);
  if (decision !== 'nothing' && decision !== 'changes') {
    const worst = findings.filter(
      ({ severity, acknowledged }) => severity === decision && (acknowledged === null || decision === 'unclear'),
    );
    const title = worst[0] === undefined ? say`acknowledged findings` : titleOf(worst[0], quorum.length > 1);
    const more = worst.length > 1 ? say` (and ${worst.length - 1} more)` : say``;
    parts.unshift(say`${title}${more}`);
  }
  return joined(parts, ' · ');
}

/** A title read alone says what it is about; with one cluster there is no doubt which one. */
function titleOf(finding: Finding, manyClusters: boolean): SafeText {
  return finding.area === 'quorum' && !manyClusters ? finding.title : withSubject(finding);
}

/** The title of a finding with the address that it is about, for where the address does not stand beside it. */
export function withSubject({ address, title }: Pick<Finding, 'address' | 'title'>): SafeText {
  return address === null || title.includes(address) ? title : say`${address}: ${title}`;
}

/** The counts in words: "4 to create, 1 to update, 3 to destroy (all replaced)". */
export function summaryOf(counts: Counts): SafeText {
  const parts: SafeText[] = [];
  if (counts.create > 0) parts.push(say`${counts.create} to create`);
  if (counts.update > 0) parts.push(say`${counts.update} to update`);
  const { destroy, replace } = counts;
  if (destroy > 0)
    parts.push(replace === 0 ? say`${destroy} to destroy` : say`${destroy} to destroy (${replaced(counts)})`);
  else if (replace > 0) parts.push(say`${replace} replaced`);
  if (counts.forget > 0) parts.push(say`${counts.forget} to forget`);
  if (counts.import > 0) parts.push(say`${counts.import} to import`);
  if (counts.move > 0) parts.push(say`${counts.move} moved`);
  if (counts.read > 0) parts.push(say`${counts.read} to read`);
  if (counts.deferred > 0) parts.push(say`${counts.deferred} deferred`);
  if (counts.actions > 0) parts.push(counted(counts.actions, 'action'));
  if (counts.outputs > 0) parts.push(counted(counts.outputs, 'output changes', 'outputs change'));
  return parts.length === 0 ? say`no changes` : joined(parts, ', ');
}

/** A replacement counts among what is destroyed as well, so that its destruction is not missed. */
function replaced({ destroy, replace }: Counts): SafeText {
  return destroy === replace ? say`all replaced` : say`${replace} replaced`;
}

import { type Stage, step } from '../decision.js';
import { isVersionChange } from '../point-of-no-return.js';
import { factsOf, type Situation } from '../situation.js';
import { isReadyToJoin } from './outsider.js';

/** Records where the way back ends before it can (law 7): a new version may lead as soon as it may vote. */
export const recordIntent: Stage = (situation) => {
  const { capabilities, facts, desired, wanted, members, voters, rollingBack } = situation;
  const { version } = desired.engine;
  if (rollingBack || !isVersionChange(situation) || facts.noReturnIntent === version) return null;
  const joining = !capabilities.nonVoters && wanted.some((id) => !members.has(id) && isReadyToJoin(situation, id));
  const voting = wanted.some((id) => members.has(id) && !voters.includes(id) && situation.live.has(id));
  if (!joining && !(voting && isTimeToVote(situation))) return null;
  const reason = joining
    ? 'the hold is lost if leadership moves: from the first join on the new version may come to lead'
    : 'once it may vote, the new version may come to lead';
  return step('join', { type: 'intend', version }, reason);
};

/** On engines with non-voters the intent waits until everything else is done. */
function isTimeToVote(situation: Situation): boolean {
  return situation.newcomers.every((id) => factsOf(situation, id).writeProvenAt !== null);
}

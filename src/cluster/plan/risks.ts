import type { Risk } from '../model/index.js';
import { isVersionChange } from './point-of-no-return.js';
import { isRollout } from './rollout.js';
import { sealGap, sealInForce } from './seal.js';
import { list, type Situation } from './situation.js';

/** What the plan accepts and its reader should know. */
export function risksOf(situation: Situation): readonly Risk[] {
  const risks: Risk[] = [];
  const { capabilities, voters, live, desired, observed } = situation;
  if (!capabilities.nonVoters && isRollout(situation) && isVersionChange(situation)) {
    risks.push({
      code: 'QRT-RISK-WINDOW',
      message: `From the first join until the votes are given, an unplanned election can put ${desired.engine.version} in front: Vault Community has no durable non-voters.`,
    });
  }
  const before = sealInForce(situation);
  if (before !== null && before !== desired.seal) {
    risks.push({ code: 'QRT-RISK-SEAL-GAP', message: `The seal changes: ${sealGap(situation, before)}.` });
  }
  const down = voters.filter((id) => !live.has(id));
  if (observed.cluster !== null && down.length > 0) {
    risks.push({
      code: 'QRT-RISK-VOTER-DOWN',
      message: `${list(down)} does not serve: tolerance is ${voters.length - down.length - (Math.floor(voters.length / 2) + 1)}.`,
    });
  }
  if (desired.nodes.length === 1) {
    risks.push({ code: 'QRT-RISK-SINGLE-NODE', message: 'One node tolerates no loss.' });
  }
  return risks;
}

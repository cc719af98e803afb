import { deployCommand, QuorateError } from '../../../schema/index.js';
import { converge } from '../../execute/converge.js';
import { NO_NODE_FACTS } from '../../model/index.js';
import type { Situation } from '../../plan/index.js';
import { canLoseVote } from '../../plan/tally.js';
import type { Job, JobStep, Preparation } from '../job.js';
import { isBack } from '../support/is-back.js';
import { assertLed, assertOneVersion } from '../support/preconditions.js';
import { remember, settledSituation, situationNow } from '../support/situation.js';
import { removal } from './remove.js';

/** A node that is a member again. */
export interface RejoinedMember {
  readonly node: string;
  readonly voters: readonly string[];
}

/**
 * Takes a node out, wipes its data and lets it join afresh: for a node that was removed and still has its data, or
 * whose data is not right. An empty node is only joined.
 */
export function rejoinJob(node: string): Preparation<RejoinedMember> {
  return async (context, brokenOff): Promise<Job<RejoinedMember>> => {
    const situation = await settledSituation(context);
    assertLed(situation);
    assertOneVersion(situation);
    const { voters, live } = situation;
    const isIn = voters.includes(node) && live.has(node);
    const hasComeAfresh = brokenOff.includes(joining(node).step) || !isBack(situation, node);
    // Broken off after it got its vote, all that is left is its traffic, if that.
    if (isIn && hasComeAfresh) return { steps: [joining(node)], conclude: async (work) => await rejoined(work, node) };
    const report = assertMayRejoin(situation, node);
    const steps: JobStep[] = [];
    if (situation.members.has(node)) steps.push(removal(node, 'it comes back with another log, as another member'));
    if (report.hasData) steps.push(wipe(node));
    return { steps: [...steps, joining(node)], conclude: async (work) => await rejoined(work, node) };
  };
}

/** Lets an empty node join; one with data is refused, because nobody can tell whose data that is. */
export function joinJob(node: string): Preparation<RejoinedMember> {
  return async (context): Promise<Job<RejoinedMember>> => {
    const situation = await settledSituation(context);
    assertLed(situation);
    assertOneVersion(situation);
    if (!situation.members.has(node) && assertMayRejoin(situation, node).hasData) throw oldData(situation, node);
    const steps = isBack(situation, node) ? [] : [joining(node)];
    return { steps, conclude: async (work) => await rejoined(work, node) };
  };
}

function wipe(node: string): JobStep {
  return {
    step: `wipe ${node}`,
    reason: 'the data of an earlier membership can never come back',
    run: async (work) => {
      await (await work.access.platform.agent(node)).wipe();
      // What was remembered is of its earlier life; that it was removed is not.
      await remember(work, (facts) => {
        const { absentSince = null, absentSeenAt = null } = facts.nodes[node] ?? {};
        return { ...facts, nodes: { ...facts.nodes, [node]: { ...NO_NODE_FACTS, absentSince, absentSeenAt } } };
      });
    },
  };
}

function joining(node: string): JobStep {
  return {
    step: `let ${node} join`,
    reason: 'it joins empty, catches up, proves itself, gets its vote and then its traffic',
    run: async (work) => void (await converge(work)),
  };
}

async function rejoined(context: Parameters<Preparation<RejoinedMember>>[0], node: string): Promise<RejoinedMember> {
  const { voters } = await situationNow(context);
  return { node, voters };
}

function assertMayRejoin(situation: Situation, node: string) {
  const { desired, observed, voters, live } = situation;
  const { environment } = desired;
  if (!desired.nodes.some(({ id }) => id === node)) {
    throw new QuorateError(
      'QRT-NOT-DESIRED',
      `${node} is not a node that the stack wants; wanted are ${desired.nodes.map(({ id }) => id).join(', ')}`,
      `\`quorate status ${environment}\` lists the nodes. Nothing was changed.`,
    );
  }
  const report = observed.nodes.find(({ id }) => id === node)?.report;
  if (!report) {
    throw new QuorateError(
      'QRT-NODE-UNREACHABLE',
      `${node} does not answer, and only its own agent can wipe its data`,
      `If its machine is gone, deploy: ${deployCommand(environment)} makes another.`,
    );
  }
  if (voters.includes(node) && live.has(node) && !canLoseVote(situation, node)) {
    throw new QuorateError(
      'QRT-QUORUM-AT-RISK',
      `${node} is one of ${voters.length} voters and serves: while it is away fewer than three would be live`,
      `Replace its machine instead, which joins the new one first: ${deployCommand(environment)} after a change of the image, or with Terraform's -replace.`,
    );
  }
  return report;
}

function oldData({ desired }: Situation, node: string): QuorateError {
  return new QuorateError(
    'QRT-OLD-DATA',
    `${node} is no member and has raft data of an earlier membership, with which it can never join`,
    `Wipe it by name and let it join: quorate rejoin ${desired.environment} ${node}.`,
  );
}

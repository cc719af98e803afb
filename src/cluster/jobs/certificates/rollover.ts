import { X509Certificate } from 'node:crypto';
import { waitUntil } from '../../../process/index.js';
import { type Convergence, converge } from '../../execute/converge.js';
import { membersOf } from '../../spec/cluster-spec.js';
import { keepSettings as mendSettings } from '../../steps/keep-settings.js';
import type { Job, JobContext, JobStep, Preparation } from '../job.js';
import { leaderAddress } from '../support/leader-address.js';
import { certify, type RenewedCertificate } from './certify.js';
import { endRollover, noteRollover, type Rollover, readRollover } from './rollover-record.js';

/** What the roll-over needs of whom it was called by. */
export interface RolloverTools {
  /** Certifies machines that are no members and have certificates of ours: the seal server. */
  certifyOthers(): Promise<void>;
  /** Tells the clients on this computer whom to trust. */
  publish(): Promise<void>;
}

/** How a roll-over of the authorities stands after a turn. */
export interface RolloverTurn {
  /** `trusted`: both are trusted, the old ones sign on; `done`: the old ones are forgotten. */
  readonly state: 'trusted' | 'done';
  readonly nodes: readonly RenewedCertificate[];
}

/**
 * One turn of replacing both authorities. The first has everybody trust new ones beside the old ones, and ends, because
 * clients elsewhere have to be told before any node shows a certificate of the new ones. The second certifies all nodes
 * anew and forgets the old ones. Broken off anywhere, the same turn is taken again.
 *
 * When the authorities have expired nobody trusts them any more: then both turns are one.
 */
export function rolloverJob(tools: RolloverTools): Preparation<RolloverTurn> {
  return async (context): Promise<Job<RolloverTurn>> => {
    const record = await readRollover(context.access.store);
    const turn: Turn = { tools, nodes: [] };
    const isSecond = record !== undefined && record.state !== 'trusting';
    const steps = isSecond ? second(turn, record, context) : first(turn, context);
    const expired = !isSecond && (await hasExpired(context));
    return {
      steps: expired
        ? [makeAuthorities(), ...second(turn, { state: 'reissuing' }, context, restartAll(context))]
        : steps,
      conclude: async ({ access }) => {
        const left = await readRollover(access.store);
        return { state: left === undefined ? 'done' : 'trusted', nodes: turn.nodes };
      },
    };
  };
}

/** An election, and an engine that starts beside others. */
const LEADER_MS = 20_000;

interface Turn {
  readonly tools: RolloverTools;
  nodes: RenewedCertificate[];
}

function first(turn: Turn, context: JobContext): JobStep[] {
  return [
    makeAuthorities(),
    ...certifyAll(turn, context, 'it trusts the new authorities beside the old ones, which sign on'),
    mend('logins by certificates of either are let in'),
    restart('an engine that unseals by the seal server reads whom it trusts at its start'),
    note('trusted', 'every node trusts both'),
  ];
}

function second(
  turn: Turn,
  { state }: Pick<Rollover, 'state'>,
  context: JobContext,
  before: readonly JobStep[] = [],
): JobStep[] {
  const reissue: JobStep[] = [
    {
      step: 'have the new authorities sign',
      reason: 'everybody trusts them',
      run: async ({ access }) => {
        await noteRollover(access.store, 'reissuing');
        await access.signer.signWithNewest();
      },
    },
    ...certifyAll(turn, context, 'its own key, which never leaves it, is certified by the new authority'),
  ];
  return [
    ...(state === 'dropping' ? [] : reissue),
    {
      step: 'forget the old authorities',
      reason: 'no node shows a certificate of theirs any more',
      run: async ({ access }) => {
        await noteRollover(access.store, 'dropping');
        await access.signer.dropOldAuthorities();
        // What was logged in so far shows a certificate of the old ones.
        await access.logins.close();
      },
    },
    ...certifyAll(turn, context, 'it trusts the new authorities alone'),
    ...before,
    mend('logins by certificates of the old authorities are let in no more'),
    restart('an engine that unseals by the seal server forgets whom it trusted'),
    {
      step: 'end the roll-over',
      reason: 'only the new authorities are left',
      run: ({ access }) => endRollover(access.store),
    },
  ];
}

function makeAuthorities(): JobStep {
  return {
    step: 'make new authorities',
    reason: 'one for nodes and one for operators; the old ones sign on',
    run: async ({ access }) => {
      await noteRollover(access.store, 'trusting');
      await access.signer.addAuthorities();
      await access.logins.close();
    },
  };
}

function certifyAll(turn: Turn, { spec }: JobContext, reason: string): JobStep[] {
  const members = membersOf(spec).map(
    (member): JobStep => ({
      step: `certify ${member.machine_id}`,
      reason,
      run: async ({ access, lock }) => {
        await lock.assertHeld();
        const renewed = await certify(access, spec, member);
        turn.nodes = [...turn.nodes.filter(({ node }) => node !== renewed.node), renewed];
      },
    }),
  );
  const others = { step: 'certify the machines beside them, and tell this computer', reason };
  return [...members, { ...others, run: () => turn.tools.certifyOthers().then(() => turn.tools.publish()) }];
}

function mend(reason: string): JobStep {
  return {
    step: 'mend the settings of the engine',
    reason,
    run: async (work) => {
      // Connections were just made anew, and an engine that reads its certificates again may take a moment.
      await leaderAddress(work);
      await mendSettings(work);
    },
  };
}

function restart(reason: string): JobStep {
  return {
    step: 'restart where it is needed, one voter at a time',
    reason,
    run: async (work: Convergence) => void (await converge(work)),
  };
}

/**
 * Where everything has expired no operator is let in who could see that the others serve; and nobody is served. Share
 * holders need engines that reach their seal.
 */
function restartAll({ spec }: JobContext): JobStep[] {
  return membersOf(spec).map(({ machine_id }) => ({
    step: `restart ${machine_id}`,
    reason: 'nobody is served by expired certificates, and its engine has to trust its seal again',
    run: async ({ access, signal }) => {
      const agent = await access.platform.agent(machine_id);
      if (!(await agent.status()).configuration.restart_needed) return;
      await agent.restart();
      const serves = async () => ((await agent.status()).engine.sealed === false ? true : undefined);
      await waitUntil(serves, { deadlineMs: LEADER_MS, intervalMs: 300, signal });
    },
  }));
}

function note(state: Rollover['state'], reason: string): JobStep {
  return {
    step: `note that the authorities are ${state}`,
    reason,
    run: ({ access }) => noteRollover(access.store, state),
  };
}

/** Whether the server authority that signs is over: no node can show anything that is still believed. */
async function hasExpired({ access }: JobContext): Promise<boolean> {
  const [signing = ''] = (await access.signer.authorities()).server;
  return Date.parse(new X509Certificate(signing).validTo) < Date.now();
}

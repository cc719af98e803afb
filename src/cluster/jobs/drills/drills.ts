import { QuorateError } from '../../../schema/index.js';
import { FactsStore } from '../../facts-store.js';
import type { Situation } from '../../plan/index.js';
import { membersOf } from '../../spec/cluster-spec.js';
import type { Preparation } from '../job.js';
import { settledSituation } from '../support/situation.js';
import { type DrillReport, drillOf, type Fault } from './drill.js';
import { assertQuorumOutside, assertWhole } from './preconditions.js';
import type { DrillTools } from './tools.js';

/** Long enough for a leader that is cut off to give up, and for clients to notice. */
const PARTITION_MS = 5_000;

/** Power loss of the machine that leads, or of a whole zone. */
export function failoverDrill(tools: DrillTools, zone?: string): Preparation<DrillReport> {
  const { faults } = tools;
  return drill(tools, (situation, leader) => {
    const struck = zone === undefined ? [leader] : votersIn(situation, zone);
    assertQuorumOutside(situation, struck);
    return {
      drill: 'failover',
      struck,
      title: `cut the power of ${struck.join(', ')}`,
      reason: zone === undefined ? 'it leads: another voter has to' : `so it is when zone ${zone} is lost`,
      mayLead: (id) => !struck.includes(id),
      begin: async () => void (await Promise.all(struck.map((id) => faults.cutPower(id)))),
      end: async () => void (await Promise.all(struck.map((id) => faults.start(id)))),
    };
  });
}

/** Reboot of every member at once. */
export function rebootDrill(tools: DrillTools): Preparation<DrillReport> {
  const { faults } = tools;
  return drill(tools, ({ voters }) => ({
    drill: 'reboot',
    struck: voters,
    title: `reboot ${voters.join(', ')} at once`,
    reason: 'the cluster is away meanwhile, and has to come back by itself',
    mayLead: () => true,
    begin: async () => void (await Promise.all(voters.map((id) => faults.reboot(id)))),
    // One whose reboot failed, or was not waited for, stays off otherwise.
    end: async () => void (await Promise.all(voters.map((id) => faults.start(id)))),
  }));
}

/** The network of a zone is cut off, with the machines in it still running. */
export function partitionDrill(tools: DrillTools, zone?: string): Preparation<DrillReport> {
  const { faults } = tools;
  return drill(tools, (situation, leader) => {
    const cut = zone ?? zoneOf(situation, leader);
    const struck = votersIn(situation, cut);
    assertQuorumOutside(situation, struck);
    return {
      drill: 'partition',
      struck,
      title: `cut zone ${cut} off, with ${struck.join(', ')}`,
      reason: 'what is written outside has to be the only history when it is healed',
      mayLead: (id) => !struck.includes(id),
      lastsMs: PARTITION_MS,
      begin: () => faults.cutOff(cut),
      end: () => faults.reconnect(cut),
    };
  });
}

/** What a drill that was killed left behind: zones that are cut off, machines that are off. */
export function healJob({ faults }: Pick<DrillTools, 'faults'>): Preparation<readonly string[]> {
  return async ({ spec, access }) => {
    const { declaredLost } = await new FactsStore(access.store).read();
    const off = (await access.platform.machines()).filter(
      ({ id, state }) => state === 'stopped' && !declaredLost.includes(id),
    );
    const zones = [...new Set(membersOf(spec).map(({ zone }) => zone))];
    return {
      steps: [
        {
          step: `reconnect ${zones.join(', ')}`,
          reason: 'nothing happens to a zone that is not cut off',
          run: async () => {
            for (const zone of zones) await faults.reconnect(zone);
          },
        },
        ...off.map(({ id }) => ({ step: `start ${id}`, reason: 'it is off', run: () => faults.start(id) })),
      ],
      conclude: async () => off.map(({ id }) => id),
    };
  };
}

/** @param faultOf what is done to a whole cluster that this node leads */
function drill(tools: DrillTools, faultOf: (situation: Situation, leader: string) => Fault): Preparation<DrillReport> {
  return async (context) => {
    const situation = await settledSituation(context);
    const leader = assertWhole(situation);
    return drillOf(situation, leader, faultOf(situation, leader), tools);
  };
}

function zoneOf({ desired }: Situation, id: string): string {
  return desired.nodes.find((node) => node.id === id)?.zone ?? '';
}

function votersIn({ desired, voters }: Situation, zone: string): readonly string[] {
  const inside = desired.nodes.filter((node) => node.zone === zone && voters.includes(node.id)).map(({ id }) => id);
  if (inside.length > 0) return inside;
  throw new QuorateError(
    'QRT-NO-ZONE',
    `no voter is in zone ${zone}: expected one of ${[...new Set(desired.nodes.map((node) => node.zone))].join(', ')}`,
    `\`quorate status ${desired.environment}\` lists the zones.`,
  );
}

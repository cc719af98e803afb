import { Command } from 'commander';
import { type DrillReport, failoverDrill, healJob, partitionDrill, rebootDrill } from '../../cluster/index.js';
import { drillTools } from '../../environment/index.js';
import { seconds } from '../../schema/index.js';
import { dayTwoOptions, runDayTwo } from '../day-two.js';
import type { Shell } from '../shell.js';

interface Options {
  readonly plan: boolean;
  readonly json: boolean;
  readonly zone?: string;
}

/** `quorate drill failover|partition|reboot|heal ENV`: a fault that is made, measured and undone. */
export function faultCommands(shell: Shell): readonly Command[] {
  return [
    zoned(sub('failover', 'take the power of the leader, or of a whole zone, and give it back')).action(
      run(shell, 'failover', failoverDrill),
    ),
    zoned(sub('partition', 'cut off the network of the leader’s zone, or of another, and heal it')).action(
      run(shell, 'partition', partitionDrill),
    ),
    sub('reboot', 'reboot all members at once').action(run(shell, 'reboot', rebootDrill)),
    sub('heal', 'undo what a drill that was killed left behind').action((name: string, options: Options) =>
      runDayTwo(shell, name, options, {
        kind: 'heal',
        prepare: (environment, spec) => healJob(drillTools(environment, spec, new AbortController().signal)),
        render: (started) => (started.length === 0 ? 'no machine was off' : `started ${started.join(', ')}`),
      }),
    ),
  ];
}

function sub(name: string, description: string): Command {
  const command = new Command(name).description(description).argument('<environment>', 'environment, for example lab');
  return dayTwoOptions(command);
}

function zoned(command: Command): Command {
  return command.option('--zone <zone>', 'which zone; by default what the leader is in');
}

function run(shell: Shell, drill: string, jobOf: typeof failoverDrill) {
  return (name: string, options: Options) =>
    runDayTwo(shell, name, options, {
      kind: `drill-${drill}`,
      prepare: (environment, spec) => (context, brokenOff) =>
        jobOf(drillTools(environment, spec, context.signal), options.zone)(context, brokenOff),
      render,
    });
}

function render({
  drill,
  struck,
  leader_before: before,
  leader_after: after,
  leader_ms,
  whole_ms,
  writes,
}: DrillReport) {
  const led =
    leader_ms === 0
      ? `${before} leads on`
      : `${after} led ${after === before ? 'again ' : ''}after ${seconds(leader_ms)}`;
  const lines = [`${drill} of ${struck.join(', ')}: ${led}, whole again ${seconds(whole_ms)} after its end`];
  if (writes?.problem != null) lines.push(writes.problem);
  else if (writes) {
    lines.push(
      `write gap ${writes.gap_ms === null ? 'unknown' : seconds(writes.gap_ms)}, ${writes.failed} of ${writes.writes} writes without retry failed, ${writes.lost} acknowledged writes lost`,
    );
  }
  return lines.join('\n');
}

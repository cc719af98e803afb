import path from 'node:path';
import type { Lab, Outcome, RunOptions } from '../../support/lab.js';
import { deployersBelow, isProvider, processes, signal } from './process-tree.js';
import { until } from './until.js';

const CDKTF = path.resolve(import.meta.dirname, '../../../../node_modules/.bin/cdktf');
/** An interrupted provider finishes its journal before it ends. */
const WIND_DOWN_MS = 60_000;

/** A `cdktf deploy` under way that a test is going to break off. */
export class RunningDeploy {
  /** Set once the command has ended, however. */
  outcome: Outcome | undefined;
  private members = new Set<number>();

  private constructor(
    readonly pid: number,
    readonly ended: Promise<Outcome>,
  ) {
    void ended.then((outcome) => {
      this.outcome = outcome;
    });
  }

  static start(lab: Lab, options: RunOptions = {}): RunningDeploy {
    const { pid, ended } = lab.start(CDKTF, ['deploy', lab.environment, '--auto-approve'], options);
    return new RunningDeploy(pid, ended);
  }

  /** Waits for the moment; a deploy that ends before it has missed it. */
  async reaches(moment: string, look: () => boolean): Promise<void> {
    await until(moment, () => {
      if (look()) return true;
      if (this.outcome) throw new Error(`the deploy ended before ${moment}:\n${this.outcome.text}`);
      return false;
    });
  }

  /** Stops the providers where they are, so that what happens next happens without them. */
  freeze(): void {
    for (const { pid } of this.note().filter(isProvider)) signal(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const { pid } of this.note().filter(isProvider)) signal(pid, 'SIGCONT');
  }

  /** Kills cdktf, Terraform and the providers, as when the computer's memory runs out or a CI job is cancelled. */
  async kill(): Promise<void> {
    // From the top, so that nobody is left who could react to the end of another.
    for (const { pid } of this.note()) signal(pid, 'SIGKILL');
    await this.gone();
  }

  /** Ctrl-C: a terminal sends SIGINT to every process of the group in its foreground. */
  async interrupt(): Promise<Outcome> {
    this.note();
    signal(-this.pid, 'SIGINT');
    const outcome = await this.ended;
    await this.gone();
    return outcome;
  }

  private async gone(): Promise<void> {
    await this.ended;
    const left = () => processes().filter(({ pid }) => this.members.has(pid));
    await until('the end of the deploying processes', () => left().length === 0, {
      withinMs: WIND_DOWN_MS,
      intervalMs: 20,
      last: () => `left: ${JSON.stringify(left())}`,
    });
  }

  /** Members are noted while they can be told by their parents: the orphaned ones belong to init. */
  private note() {
    const members = deployersBelow(this.pid);
    for (const { pid } of members) this.members.add(pid);
    return members;
  }
}

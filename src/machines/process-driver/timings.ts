/** How patient the process driver is, in milliseconds. */
export interface DriverTimings {
  /** For a started agent to answer. @default 10000 */
  readonly startMs: number;
  /** For an agent to answer before its state counts as unknown. @default 1000 */
  readonly answerMs: number;
  /** Between SIGTERM and SIGKILL of an agent, which stops its engine in up to 15 s: a leader hands over first. @default 20000 */
  readonly agentGraceMs: number;
  /** The same when all of the machine is wiped: an engine that was taken out of its cluster closes itself for 5 s. @default 1500 */
  readonly wipeGraceMs: number;
  /** Between SIGTERM and SIGKILL of an engine whose agent is gone. @default 5000 */
  readonly engineGraceMs: number;
  /** For a creator whose Terraform was killed to notice and end. @default 3000 */
  readonly creatorMs: number;
}

export const DEFAULT_TIMINGS: DriverTimings = {
  startMs: 10_000,
  answerMs: 1_000,
  agentGraceMs: 20_000,
  wipeGraceMs: 1_500,
  engineGraceMs: 5_000,
  creatorMs: 3_000,
};

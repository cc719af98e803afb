export { type Job, type JobContext, type JobStep, type Preparation, runJob } from './job.js';
export { joinJob, type RejoinedMember, rejoinJob } from './members/rejoin.js';
export { type RemovedMember, removeJob } from './members/remove.js';
export { type LeadershipMove, stepDownJob } from './members/step-down.js';
export { restoreJob } from './restore/restore.js';
export type { Restored } from './restore/restored.js';
export { pruneSnapshotsJob } from './snapshots/prune.js';
export { takeSnapshotJob } from './snapshots/take.js';

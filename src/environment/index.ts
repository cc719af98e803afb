export { assertImageSigned, bakeImage, type DeclaredImage, type ImageWork } from './bake-image.js';
export { imageThere, pruneThere } from './bake-on-ec2.js';
export { carryOut, foresee, lookInto } from './carry-out.js';
export {
  clusterAccess,
  concludeDissolution,
  convergeCluster,
  dissolveCluster,
  isInitializing,
  lookAtCluster,
  lookClosely,
  withCluster,
} from './cluster.js';
export { drain } from './drain.js';
export { drillTools } from './drill-tools.js';
export { type Enrollee, enrol } from './enrol.js';
export { enrolSealServer } from './enrol-seal-server.js';
export { type Environment, openEnvironment } from './environment.js';
export { type FailedOver, failoverJob } from './failover/job.js';
export { assertMayBegin, type FirstDeploy } from './first-deploy.js';
export { imagesInUse, noteImage } from './images-used.js';
export { type KeptShares, type KeysReport, readKeys, readShares } from './keys-report.js';
export { type Operation, operate } from './operate.js';
export { operatorKeyJob } from './operator-key.js';
export { type EnvironmentPaths, environmentPaths } from './paths.js';
export { preflight } from './preflight/preflight.js';
export { publishAuthorities } from './publish-authorities.js';
export { type RestoreCost, restoreCost, wantedReturn } from './restore-cost.js';
export { restoreDrillJob } from './restore-drill/job.js';
export type { RestoreDrill } from './restore-drill/record.js';
export { judgeRollBack, rollBack } from './roll-back.js';
export { assertSameName } from './same-name.js';
export { findSealServer, prepareSealServer, type SealServer } from './seal-server.js';
export { fetchSnapshot, withCopies } from './snapshot-copies.js';
export { readStatus } from './status.js';
export { takeDown } from './take-down.js';
export { terraformAtWork } from './terraform-at-work.js';

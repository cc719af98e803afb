export { type AtomicFileOptions, createFileExclusively, writeFileAtomically } from './atomic-file.js';
export { readLivePid, readPidFile, writePidFile } from './pid-file.js';
export { identityOf, isAlive, type ProcessIdentity, processIdentity } from './process-identity.js';
export { promptly } from './promptly.js';
export { runtimeDirectory, socketPath } from './runtime-directory.js';
export { type DetachedProcess, minimalEnvironment, spawnDetached } from './spawn-detached.js';
export { type TerminateOptions, type Termination, terminate, terminateProcess } from './terminate.js';
export { type WaitOptions, waitUntil } from './wait-until.js';

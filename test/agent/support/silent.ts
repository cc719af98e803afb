import { agentLog } from '../../../src/agent/log.js';

/** A log that nobody reads. */
export const silent = agentLog('a-00000000', () => undefined);

import { converge } from '../../execute/converge.js';
import type { JobStep } from '../job.js';

/** Ends whatever left one node with the data of the cluster: the rest of it comes back as at any deploy. */
export const letOthersJoin: JobStep = {
  step: 'let the others join',
  reason: 'they join empty, catch up, prove themselves, and get their votes and their traffic',
  run: async (work) => void (await converge(work)),
};

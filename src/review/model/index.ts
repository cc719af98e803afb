export * from './change.js';
export * from './engine-change.js';
export * from './finding.js';
export * from './quorum.js';
export * from './review.js';
export * from './severity.js';
export * from './side-effects.js';
export * from './topology.js';

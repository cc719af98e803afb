export * from './acquire/index.js';
export * from './client/index.js';

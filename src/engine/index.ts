export * from './acquire/index.js';
export { type EngineCapabilities, engineCapabilities } from './capabilities.js';
export * from './client/index.js';

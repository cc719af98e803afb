export * from './capabilities.js';
export { capabilitiesOf } from './engines.js';
export { compareVersions, parseVersion } from './versions.js';

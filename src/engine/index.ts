export * from './acquire/index.js';
export { AUDIT_DEVICE, ensureAudit, removeOtherAudit } from './audit-device.js';
export { type EngineCapabilities, engineCapabilities } from './capabilities.js';
export * from './client/index.js';

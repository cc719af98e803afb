export type { CtyObject, CtyType, CtyValue } from './cty.js';
export { type Diagnostic, formatPath, type PathStep, type WirePath } from './diagnostic.js';
export { decodeDynamicValue, decodeStoredState, encodeDynamicValue } from './dynamic-value.js';
export { Interrupted } from './interruption.js';
export type {
  CallContext,
  DynamicValue,
  ProviderCalls,
  ProviderService,
  WireAttribute,
  WireSchema,
} from './messages.js';
export { serveProvider } from './server.js';
export { isUnknown, isWhollyKnown, UNKNOWN, type Unknown } from './unknown.js';

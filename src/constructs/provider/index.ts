export { QuorateProvider, type QuorateProviderProps } from './quorate-provider.js';

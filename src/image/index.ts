export { type ImageEngine, readImageInputs } from './inputs.js';
export { bakeMachineImage, type MachineBake, ROOT_FILE } from './machine/bake.js';
export { debianBase } from './machine/base.js';
export type { Builder, BuilderOrder, Builders } from './machine/builder.js';
export { bakeCache } from './machine/cache.js';
export { type AcquiredEngine, bakeProcessImage, imageFolder, type ProcessBake } from './process/bake.js';
export { type ImageCondition, inspectImage, readManifest } from './process/verify.js';
export { listImages, removeImage, type StoredImage } from './store.js';

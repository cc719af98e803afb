export { type ImageEngine, readImageInputs } from './inputs.js';
export { debianBase } from './machine/base.js';
export { type AcquiredEngine, bakeProcessImage, imageFolder, type ProcessBake } from './process/bake.js';
export { type ImageCondition, inspectImage } from './process/verify.js';

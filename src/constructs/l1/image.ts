import { quorateImage } from '../../schema/resources/index.js';
import { resourceClass } from './resource-class.js';

/** `quorate_image`: an image, baked unless its digest exists. */
export class QuorateImage extends resourceClass(quorateImage) {}

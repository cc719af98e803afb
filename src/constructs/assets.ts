export { assetsFolder } from '../image/index.js';

export { encryptionOf, statusOf } from './answer.js';
export { openS3 } from './s3-client.js';

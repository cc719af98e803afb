import { DiskStore, OperationLock } from '../../../src/operation/index.js';

/** Takes the lock and keeps it, asserting on every SIGUSR2: `hold-lock.ts ROOT OPERATION TTL`. */
const [root = '', operation = '', ttl = '30000'] = process.argv.slice(2);
const lock = await OperationLock.acquire(new DiskStore(root), { operation, ttl: Number(ttl) });
process.on('SIGUSR2', () => {
  lock.assertHeld().then(
    () => console.log('still held'),
    (error: unknown) => console.log(`stopped ${error instanceof Error && 'code' in error ? error.code : error}`),
  );
});
process.on('SIGTERM', () => void lock.release().then(() => process.exit(0)));
setInterval(() => {}, 1000);
// Last: whoever reads it may stop this process or send a signal the moment after.
console.log(`held ${lock.token}`);

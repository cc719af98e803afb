import { DiskStore, StoreConflict } from '../../../src/operation/index.js';

/** Adds one to a counter N times by compare-and-set: `increment.ts ROOT KEY N`. */
const [root = '', key = '', times = '0'] = process.argv.slice(2);
const store = new DiskStore(root);
console.log('ready');
for (let left = Number(times); left > 0; ) {
  const present = await store.get(key);
  const next = Buffer.from(String(Number(present ? Buffer.from(present.body).toString() : '0') + 1));
  try {
    await store.put(key, next, present ? { etag: present.etag } : { absent: true });
    left -= 1;
  } catch (error) {
    if (!(error instanceof StoreConflict)) throw error;
  }
}
console.log('done');

import { DiskStore } from '../../../src/operation/index.js';

/** Writes a large value of one repeated letter over and over until killed: `overwrite.ts ROOT KEY`. */
const [root = '', key = ''] = process.argv.slice(2);
const store = new DiskStore(root);
for (let round = 0; ; round += 1) {
  await store.put(key, Buffer.alloc(1 << 20, 'abcdef'.charAt(round % 6)));
  if (round === 0) console.log('ready');
}

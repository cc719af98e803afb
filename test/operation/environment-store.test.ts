import { DiskStore } from '../../src/operation/index.js';
import { FaultyStore } from './support/faulty-store.js';
import { MemoryStore } from './support/memory-store.js';
import { storeContract } from './support/store-contract.js';
import { temporaryFolder } from './support/temporary-folder.js';

storeContract('a disk', async () => new DiskStore(await temporaryFolder()));
storeContract(
  'a disk whose folder does not exist yet',
  async () => new DiskStore(`${await temporaryFolder()}/not/yet`),
);
storeContract('memory', async () => new MemoryStore());
storeContract('a network that behaves', async () => new FaultyStore(new MemoryStore()));

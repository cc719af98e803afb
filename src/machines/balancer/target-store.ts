import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../../process/index.js';
import { type TargetList, targetList } from './status.js';

/** The targets that a balancer comes back to after a restart, in a file. */
export class TargetStore {
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly path: string) {}

  /** What was written last; empty when nothing was. */
  async read(): Promise<TargetList> {
    try {
      return targetList.parse(JSON.parse(await readFile(this.path, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** Writes in the order of the calls, whatever the disk does. */
  write(targets: TargetList): Promise<void> {
    const content = `${JSON.stringify(targets, null, 2)}\n`;
    this.#writing = this.#writing.catch(() => {}).then(() => writeFileAtomically(this.path, content));
    return this.#writing;
  }
}

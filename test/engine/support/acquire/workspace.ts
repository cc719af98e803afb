import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LockFile } from '../../../../src/engine/acquire/lock/lock-file.js';
import { type AcquireEvent, type AcquireOptions, enginePlatform } from '../../../../src/engine/index.js';

/** Port 9 of loopback: nobody answers there. */
export const NOBODY = 'http://127.64.203.9:9/vault';

/** A project's `engines` folder, a cache and a PATH of its own, for one test. */
export class Workspace {
  readonly enginesDir: string;
  readonly cacheDir: string;
  readonly binDir: string;
  readonly events: AcquireEvent[] = [];

  private constructor(readonly root: string) {
    this.enginesDir = join(root, 'engines');
    this.cacheDir = join(root, 'cache');
    this.binDir = join(root, 'bin');
  }

  static async create(): Promise<Workspace> {
    const workspace = new Workspace(await mkdtemp(join(tmpdir(), 'quorate-acquire-')));
    for (const folder of [workspace.enginesDir, workspace.binDir]) await mkdir(folder);
    return workspace;
  }

  get options(): AcquireOptions {
    return {
      policy: 'lab',
      enginesDir: this.enginesDir,
      cacheDir: this.cacheDir,
      env: { ...process.env, PATH: this.binDir, QUORATE_ENGINE_MIRROR: undefined },
      onProgress: (event) => this.events.push(event),
    };
  }

  async lock(
    artefacts: LockFile['engines'][number]['artefacts'],
    vendors: LockFile['vendors'] = { vault: { releases: NOBODY, fingerprint: 'A'.repeat(40), keys: NO_KEYS } },
  ): Promise<void> {
    const entry = { name: 'vault' as const, version: '1.2.3', platform: enginePlatform(), artefacts };
    const engines = artefacts.length > 0 ? [entry] : [];
    const lock: LockFile = { schema: 1, vendors, engines };
    await writeFile(join(this.enginesDir, 'lock.json'), JSON.stringify(lock));
  }

  /** Puts a shell script on the PATH of this workspace. */
  async program(name: string, script: string): Promise<string> {
    const path = join(this.binDir, name);
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** Puts the real go on the PATH, with a line in a file for every build. */
  async countedGo(): Promise<void> {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', 'command -v go']);
    await this.program('go', `echo build >> ${this.root}/builds\nexec ${stdout.trim()} "$@"`);
  }

  /** What is in the cache, hidden drafts and turns included. */
  async cached(): Promise<string[]> {
    return (await readdir(this.cacheDir).catch(() => [])).sort();
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}

const NO_KEYS = [{ file: 'keys/none.asc', expires: '2000-01-01', origin: 'nowhere' }];

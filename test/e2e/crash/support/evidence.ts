import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EntryState, SealedEntry } from '../../../../src/custody/index.js';
import type { InitState } from '../../../../src/schema/index.js';
import type { Lab } from '../../support/lab.js';

/** What lies on the disk of an environment while somebody else works on it: nothing here waits, locks or writes. */
export class Evidence {
  constructor(private readonly lab: Lab) {}

  /** Ids of the machines that have a folder, of the slot if given. */
  machines(slot?: string): string[] {
    const ids = this.names('machines');
    return slot === undefined ? ids : ids.filter((id) => id.startsWith(`${slot}-`));
  }

  /** Absolute path of a file of a machine. */
  file(machine: string, ...below: string[]): string {
    return path.join(this.lab.store, 'machines', machine, ...below);
  }

  /** Whether any machine of the slot has the file. */
  has(slot: string, ...below: string[]): boolean {
    return this.machines(slot).some((id) => existsSync(this.file(id, ...below)));
  }

  /** What the agent of a machine keeps of the initialization that it was asked for. */
  initialization(machine: string): InitState['state'] {
    return this.json<InitState>('machines', machine, 'config', 'init.json')?.state ?? 'none';
  }

  /** Whether any node is in this state of its initialization. */
  anyInitialization(state: InitState['state']): boolean {
    return this.machines().some((id) => this.initialization(id) === state);
  }

  entry(): SealedEntry | undefined {
    return this.json<SealedEntry>('custody', 'sealed', 'vault', 'entry');
  }

  custody(): EntryState | 'none' {
    return this.entry()?.state ?? 'none';
  }

  /** Earlier entries of this cluster's name. */
  archived(): string[] {
    return this.names('custody', 'sealed', 'vault', 'archive');
  }

  /** Steps in the journal's order, as `state step`. */
  journal(): string[] {
    return this.names('journal').flatMap((token) =>
      this.names('journal', token).flatMap((number) => {
        const entry = this.json<{ state: string; step: string; result?: string }>('journal', token, number);
        return entry ? [`${entry.state} ${entry.step}${entry.result ? `: ${entry.result}` : ''}`] : [];
      }),
    );
  }

  /** Whether a step that begins so was started or has ended so. */
  hasHappened(step: string): boolean {
    return this.journal().some((line) => line.startsWith(step));
  }

  json<T>(...below: string[]): T | undefined {
    try {
      return JSON.parse(readFileSync(path.join(this.lab.store, ...below), 'utf8')) as T;
    } catch {
      return undefined;
    }
  }

  private names(...below: string[]): string[] {
    try {
      return readdirSync(path.join(this.lab.store, ...below))
        .filter((name) => !name.startsWith('.'))
        .sort();
    } catch {
      return [];
    }
  }
}

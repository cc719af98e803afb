import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A script of this folder running in a process of its own, whose lines can be waited for. */
export class Child {
  private readonly lines: string[] = [];
  private readonly process: ChildProcess;

  constructor(script: string, ...args: string[]) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    const started = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    createInterface({ input: started.stdout }).on('line', (line) => this.lines.push(line));
    this.process = started;
    onTestFinished(() => {
      this.kill('SIGKILL');
    });
  }

  get pid(): number {
    if (this.process.pid === undefined) throw new Error('the child did not start');
    return this.process.pid;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill(signal);
  }

  async exited(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
    return this.process.exitCode;
  }

  /** The first line that starts so, within ten seconds. */
  async line(start: string): Promise<string> {
    const deadline = performance.now() + 10_000;
    for (;;) {
      const found = this.lines.find((line) => line.startsWith(start));
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error(`no line ${start}…, seen: ${JSON.stringify(this.lines)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

import type { CallContext, Diagnostic } from '../protocol/index.js';
import { diagnostic, failureDiagnostic } from './failure.js';
import type { Work } from './handlers.js';

/** One call's work: runs a handler and collects what it says. */
export class CallWork<TContext> {
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    private readonly context: CallContext,
    private readonly provider: TContext,
  ) {}

  get failed(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'ERROR');
  }

  /** @throws whatever the handler throws, or Interrupted. */
  run<T>(handler: (work: Work<TContext>) => T | Promise<T>): Promise<T> {
    return this.context.run(async (signal) =>
      handler({
        provider: this.provider,
        signal,
        progress: (line) => this.context.progress(line),
        warn: (summary, detail = '') => void this.diagnostics.push(diagnostic('WARNING', summary, detail)),
      }),
    );
  }

  fail(error: unknown, doing: string): void {
    this.diagnostics.push(failureDiagnostic(error, doing));
  }
}

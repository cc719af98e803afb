import { Listr, type ListrTask } from 'listr2';
import type { JournalEntry } from '../../operation/index.js';
import type { Ending } from './follow.js';
import { detailOf, interruptedLine } from './lines.js';
import type { OperationView } from './view.js';

interface Running {
  readonly title: string;
  readonly outcome: Promise<string>;
  readonly resolve: (detail: string) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A live list on a terminal. Steps that start while others run are shown as the next list: how many there will be is
 * known to nobody, because the operation plans again after every step.
 */
export class ListView implements OperationView {
  private readonly running = new Map<string, Running>();
  private waiting: Running[] = [];
  private drawing: Promise<void> = Promise.resolve();

  constructor(private readonly print: (line: string) => void) {}

  entry(entry: JournalEntry): void {
    if (entry.step === 'operation') this.headline(entry);
    else if (entry.state === 'started') this.start(entry);
    else this.finish(entry);
  }

  ended(operation: string, ending: Ending): void {
    for (const step of this.running.values()) step.reject(new Error(`${step.title}: no end was recorded`));
    this.running.clear();
    if (ending === 'interrupted') this.afterwards(() => this.print(interruptedLine(operation)));
  }

  async close(): Promise<void> {
    for (const step of this.running.values()) step.reject(new Error(`${step.title}: still under way`));
    await this.drawing;
  }

  private headline(entry: JournalEntry): void {
    const { kind, who, state, when } = entry;
    const text = state === 'started' ? `${kind} of ${who}, started ${when}` : `${kind} ${state}${detailOf(entry)}`;
    this.afterwards(() => this.print(text));
  }

  private start(entry: JournalEntry): void {
    const { promise, resolve, reject } = deferred<string>();
    const step = { title: `${entry.step}${detailOf(entry)}`, outcome: promise, resolve, reject };
    this.running.set(entry.step, step);
    this.waiting.push(step);
    if (this.waiting.length === 1) this.afterwards(() => this.draw());
  }

  private finish(entry: JournalEntry): void {
    const step = this.running.get(entry.step);
    this.running.delete(entry.step);
    if (entry.state === 'done') step?.resolve(detailOf(entry));
    else step?.reject(new Error(`${entry.step}${detailOf(entry)}`));
  }

  /** One list of every step that has started since the last one. */
  private async draw(): Promise<void> {
    const steps = this.waiting;
    this.waiting = [];
    const tasks = steps.map(
      ({ title, outcome }): ListrTask => ({
        title,
        task: async (_, task) => {
          task.title = `${title}${await outcome}`;
        },
      }),
    );
    const list = new Listr(tasks, {
      concurrent: true,
      exitOnError: false,
      renderer: 'default',
      registerSignalListeners: false,
    });
    // A failed step is shown as failed; what it means for the operation comes from the journal.
    await list.run().catch(() => undefined);
  }

  private afterwards(work: () => void | Promise<void>): void {
    this.drawing = this.drawing.then(work);
  }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

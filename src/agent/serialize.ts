/** Runs functions one after the other, in the order they were given: an engine is never started and stopped at once. */
export class Serializer {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => undefined);
    return result;
  }
}

import { describe, expect, it } from 'vitest';
import { runSteps, type Step } from '../../../src/image/machine/steps.js';

/** Steps that tell what they do; the named one fails in the part that is named with it. */
function told(names: readonly string[], failing?: string): { steps: Step[]; told: string[] } {
  const said: string[] = [];
  const say = async (what: string) => {
    said.push(what);
    if (what === failing) throw new Error(`${what} failed`);
  };
  const steps = names.map((name) => ({ name, run: () => say(name), undo: () => say(`undo ${name}`) }));
  return { steps, told: said };
}
const never = new AbortController().signal;

describe('the steps of a bake', () => {
  it('are undone in reverse order also when all went well: a builder is never left behind', async () => {
    const { steps, told: said } = told(['boot', 'provision']);
    await runSteps(steps, never);
    expect(said).toEqual(['boot', 'provision', 'undo provision', 'undo boot']);
  });

  it.each([
    ['first', ['boot', 'undo boot']],
    ['middle', ['boot', 'provision', 'undo provision', 'undo boot']],
    ['last', ['boot', 'provision', 'seal', 'undo seal', 'undo provision', 'undo boot']],
  ])('undo what was begun, the failed step included, when the %s one fails', async (_, expected) => {
    const failing = expected[expected.length / 2 - 1] ?? '';
    const { steps, told: said } = told(['boot', 'provision', 'seal'], failing);
    await expect(runSteps(steps, never)).rejects.toThrow(`${failing} failed`);
    expect(said).toEqual(expected);
  });

  it('end with the caller’s own reason before the next step when the caller gives up', async () => {
    const { steps, told: said } = told(['boot', 'provision']);
    const caller = new AbortController();
    const giveUp: Step = { name: 'give up', run: async () => caller.abort(new Error('the deploy was interrupted')) };
    await expect(runSteps([giveUp, ...steps], caller.signal)).rejects.toThrow('the deploy was interrupted');
    expect(said).toEqual([]);
  });

  it('go on undoing when undoing one of them fails, and tell of both failures', async () => {
    const { steps, told: said } = told(['boot', 'provision'], 'undo provision');
    const failing: Step = { name: 'seal', run: () => Promise.reject(new Error('seal failed')) };
    const error = await runSteps([...steps, failing], never).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).errors.map(String)).toEqual([
      'Error: seal failed',
      'Error: undo provision failed',
    ]);
    expect(said).toEqual(['boot', 'provision', 'undo provision', 'undo boot']);
  });
});

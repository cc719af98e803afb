import type { Environment } from '../environment/index.js';
import { QuorateError } from '../schema/index.js';

const KINDS = {
  process: { name: 'processes', choice: 'Platform.local()' },
  nspawn: { name: 'real machines', choice: "Platform.local({ machines: 'nspawn' })" },
} as const;

/**
 * Refuses to make machines of another kind than those that the environment has: neither kind reaches the other, so that
 * no cluster moves from one to the other.
 *
 * @throws QuorateError `QRT-MACHINE-KIND`
 */
export async function assertSameKind({ driver, name }: Environment, form: 'process' | 'machine'): Promise<void> {
  const asked = form === 'machine' ? 'nspawn' : 'process';
  const others = (await driver.list(name)).filter((machine) => machine.driver !== asked);
  const [other] = others;
  if (other === undefined) return;
  const there = KINDS[other.driver];
  throw new QuorateError(
    'QRT-MACHINE-KIND',
    `${name} has ${there.name}, and the stack asks for ${KINDS[asked].name}: they do not reach each other, so no deploy can replace one by the other`,
    `Keep \`${there.choice}\` in the stack; for the stack lab: \`export QUORATE_LAB_MACHINES=${other.driver}\`. For ${KINDS[asked].name} instead, \`npx quorate down ${name}\` first removes the cluster with its data.`,
  );
}

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { EngineClient } from '../../../../src/engine/index.js';
import { PORTS } from '../../../../src/schema/index.js';
import type { Lab } from '../../support/lab.js';
import { Evidence } from './evidence.js';
import { moment } from './moments.js';
import { signal } from './process-tree.js';
import { RunningDeploy } from './running-deploy.js';

const PULSE_MS = 5;
const DEADLINE_MS = 120_000;

/**
 * The one loss that nothing can make good: the machine fails after its engine was initialized, and before the agent
 * has written the reply down. Returns the machine's id.
 */
export async function loseInitReply(lab: Lab): Promise<string> {
  const evidence = new Evidence(lab);
  const deploy = RunningDeploy.start(lab);
  const asked = moment('a node was asked and its engine has not answered');
  await deploy.reaches(asked.name, () => asked.reached(evidence));
  const id = evidence.machines().find((machine) => evidence.initialization(machine) === 'asked') ?? '';
  const pid = (name: string) => evidence.json<{ pid: number }>('machines', id, name)?.pid ?? 0;
  await stopOnceInitialized(lab, id, pid('agent.pid'));
  await deploy.kill();
  for (const name of ['agent.pid', 'engine.pid']) signal(pid(name), 'SIGKILL');
  if (evidence.initialization(id) !== 'asked') throw new Error(`the agent of ${id} was faster: it has the reply`);
  return id;
}

/**
 * Stops the agent before it can take the reply: it only runs in short pulses, so that it sends its request, and never
 * again once the engine says that it is initialized, which is a while before it has answered.
 */
async function stopOnceInitialized(lab: Lab, id: string, agent: number): Promise<void> {
  const engine = engineOf(lab, id);
  try {
    const deadline = performance.now() + DEADLINE_MS;
    for (;;) {
      signal(agent, 'SIGSTOP');
      if (await engine.initialized()) return;
      if (performance.now() > deadline) throw new Error(`${id} was not initialized within ${DEADLINE_MS} ms`);
      signal(agent, 'SIGCONT');
      await delay(PULSE_MS);
    }
  } finally {
    await engine.close();
  }
}

/** The engine behind its closed listener, which opens to its own agent's certificate alone. */
function engineOf(lab: Lab, id: string): EngineClient {
  const evidence = new Evidence(lab);
  const pem = (name: string) => readFileSync(evidence.file(id, 'tls', name), 'utf8');
  const address = evidence.json<{ address: string }>('machines', id, 'machine.json')?.address;
  return new EngineClient({
    address: `https://${address}:${PORTS.api}`,
    tls: { ca: pem('server-ca.pem'), cert: pem('door.crt'), key: pem('door.key') },
  });
}

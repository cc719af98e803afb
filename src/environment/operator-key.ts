import * as z from 'zod';
import { newSshKeyPair } from '../channel/index.js';
import type { Preparation } from '../cluster/index.js';
import type { WorkingStore } from '../custody/index.js';
import { QuorateError, reasonOf } from '../schema/index.js';
import type { Environment } from './environment.js';

const CURRENT = 'ssh/operator';
/** There while a rotation is under way: the key that every machine is going to take alone. */
const NEXT = 'ssh/operator-next';

const sshKeyPair = z.object({ privateKey: z.string(), publicKey: z.string() });
type SshKeyPair = z.infer<typeof sshKeyPair>;

/** The key that lets deploys into this environment's machines, made at the first one. */
export async function operatorKey(working: WorkingStore): Promise<SshKeyPair> {
  return await working.ensure(CURRENT, sshKeyPair, () => newSshKeyPair('quorate'));
}

/**
 * Gives every machine a new operator's key and takes the old one away. Each is let know both before the new one is used,
 * and the old one is taken away by sessions of the new one: nobody is locked out, and a run that was broken off is
 * finished by the next. Nothing restarts.
 *
 * @throws QuorateError `QRT-OPERATOR-KEY` when a machine does not answer; before the change of keys nothing has changed.
 */
export function operatorKeyJob(
  environment: Environment,
): Preparation<{ readonly public_key: string; readonly machines: readonly string[] }> {
  return async () => {
    const { working } = environment;
    const machines = (await (await environment.site()).machines()).map(({ id }) => id);
    const next = () => working.ensure(NEXT, sshKeyPair, () => newSshKeyPair('quorate'));
    return {
      steps: [
        {
          step: `let a new key of the operator in on ${machines.length} machines`,
          reason: 'each takes both before the new one is used, so that nobody is locked out',
          run: async ({ signal }) => {
            const [old, fresh] = [await operatorKey(working), await next()];
            if (old.publicKey === fresh.publicKey) return;
            await admitOn(environment, machines, [old.publicKey, fresh.publicKey], signal);
            signal.throwIfAborted();
            await working.write(CURRENT, fresh);
          },
        },
        {
          step: 'take the old key away',
          reason: 'by sessions of the new one; nothing restarts',
          run: async ({ signal }) => await admitOn(environment, machines, [(await next()).publicKey], signal),
        },
      ],
      conclude: async () => {
        await working.delete(NEXT);
        return { public_key: (await operatorKey(working)).publicKey, machines };
      },
    };
  };
}

async function admitOn(environment: Environment, machines: readonly string[], keys: string[], signal: AbortSignal) {
  for (const id of machines) {
    signal.throwIfAborted();
    const agent = await environment.agent(id);
    await agent.admitOperators(keys).catch((error: unknown) => {
      throw new QuorateError(
        'QRT-OPERATOR-KEY',
        `${id} was not told who its operators are: ${reasonOf(error)}`,
        'Nobody is locked out: every machine takes the key that it took before, or both. Have it answer (`quorate status`), then run the command again.',
        { cause: error },
      );
    });
  }
}

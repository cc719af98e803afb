import { restoreSnapshot } from '../jobs/restore/restore-snapshot.js';
import { formerSharesFor } from '../keys/generation.js';
import type { Step } from '../model/index.js';
import { setAutopilot } from './autopilot.js';
import { configure } from './configure.js';
import { type HookContext, startHook } from './hook.js';
import { confirmKeys, initialize } from './initialize.js';
import { join } from './join.js';
import { keepSettings } from './keep-settings.js';
import { demote, promote, remove, stepDown } from './membership.js';
import { migrateSeal } from './migrate-seal.js';
import { prove } from './prove.js';
import { reset } from './reset.js';
import { secure } from './secure.js';
import { snapshot } from './snapshot.js';
import { unseal } from './unseal.js';

/** Carries out one step. Every step first looks whether its effect is there, so that it can be run again. */
export async function runStep(context: HookContext, step: Step): Promise<void> {
  const { platform } = context.access;
  switch (step.type) {
    case 'configure':
      return await configure(context, step.node);
    case 'initialize':
      return await initialize(context, step.node);
    case 'confirm-keys':
      return await confirmKeys(context, step.clusterId);
    case 'open':
      return await (await platform.agent(step.node)).open();
    case 'secure':
      return await secure(context, step.node);
    case 'keep-settings':
      return await keepSettings(context);
    case 'join':
      return await join(context, step.node, step.leader, step.nonVoter);
    case 'unseal':
      return await unseal(context, step.node);
    case 'start':
    case 'restart':
    case 'wake':
      return await (await platform.agent(step.node)).restart();
    case 'reset':
      return await reset(context, step.node, step.member);
    case 'hold':
      return await setAutopilot(context, { serverStabilizationTime: step.seconds });
    case 'release':
      return await setAutopilot(context, { serverStabilizationTime: 1 });
    case 'settle':
      return await setAutopilot(context, step.settings);
    case 'prove':
      return await prove(context, step.node);
    case 'admit':
      return await (await platform.agent(step.node)).setAdmitted(true);
    case 'withdraw':
      return await (await platform.agent(step.node)).setAdmitted(false);
    case 'promote':
      return await promote(context, step.node);
    case 'demote':
      return await demote(context, step.node);
    case 'step-down':
      return await stepDown(context, step.node);
    case 'remove':
      return await remove(context, step.node);
    case 'sweep':
      return await platform.sweep(step.node);
    case 'snapshot':
      await snapshot(context, 'upgrade', `before ${step.rollout}`);
      return;
    case 'restore':
      return await restore(context, step.snapshot);
    case 'hook':
      return startHook(context, step.rollout);
    case 'intend':
    case 'roll-back':
    case 'wait':
      return;
    case 'migrate-seal':
      return await migrateSeal(context, step);
    case 'record-seal':
      await context.access.sealed.apply({ event: 'migrated', seal: step.seal });
      return;
  }
}

async function restore(context: HookContext, snapshotId: string): Promise<void> {
  const manifest = await context.access.snapshots.find(snapshotId);
  await restoreSnapshot(context, { manifest, former: await formerSharesFor(context.access, manifest) });
}

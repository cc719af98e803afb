import { QuorateError } from '../schema/index.js';
import type { EngineClient } from './client/index.js';

/** The audit device of every engine of ours: the same name and text on each, because engines compare them. */
export const AUDIT_DEVICE = {
  path: 'quorate-file',
  /** Relative to the engine's working folder, which is the machine's own. */
  file: 'logs/audit.log',
  /** The agent reads it, whose user is another one on a real machine. */
  mode: '0640',
} as const;

/**
 * Sees to it that the engine keeps an audit log, with a token that may. Where devices are not made through the API, the
 * engine has made it from its configuration when it was unsealed.
 *
 * @throws QuorateError `QRT-NO-AUDIT` when it has not
 */
export async function ensureAudit(engine: EngineClient, byApi: boolean): Promise<void> {
  if ((await engine.audit.list())[`${AUDIT_DEVICE.path}/`]) return;
  if (byApi) {
    await engine.audit.enable(AUDIT_DEVICE.path, {
      type: 'file',
      options: { file_path: AUDIT_DEVICE.file, mode: AUDIT_DEVICE.mode },
    });
    return;
  }
  throw new QuorateError(
    'QRT-NO-AUDIT',
    `the engine has no audit device ${AUDIT_DEVICE.path}, though its configuration declares it`,
    "Look at the engine's log for what it says of audit devices, correct templates/engine.hcl.hbs, and deploy again.",
  );
}

/** Takes away a device that has our name and writes somewhere else: a device cannot be changed. */
export async function removeOtherAudit(engine: EngineClient): Promise<void> {
  const device = (await engine.audit.list())[`${AUDIT_DEVICE.path}/`];
  if (device && device.options['file_path'] !== AUDIT_DEVICE.file) await engine.audit.disable(AUDIT_DEVICE.path);
}

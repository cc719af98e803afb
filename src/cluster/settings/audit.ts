import { AUDIT_DEVICE, ensureAudit, removeOtherAudit } from '../../engine/index.js';
import type { Setting } from './setting.js';

/** The audit log comes first: what follows is in it. */
export function auditSetting(byApi: boolean): Setting {
  const what = `audit device ${AUDIT_DEVICE.path}`;
  return {
    what,
    differs: async (engine) => {
      const device = (await engine.audit.list())[`${AUDIT_DEVICE.path}/`];
      if (!device) return 'is missing';
      const isOurs = device.type === 'file' && device.options['file_path'] === AUDIT_DEVICE.file;
      return isOurs ? null : `writes elsewhere than to ${AUDIT_DEVICE.file}`;
    },
    mend: async (engine) => {
      await removeOtherAudit(engine);
      await ensureAudit(engine, byApi);
    },
  };
}

import { certificateRoles, policyDocuments, type Signer } from '../../custody/index.js';
import { engineCapabilities } from '../../engine/index.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { auditSetting } from './audit.js';
import { authSetting, formerAuth } from './auth-methods.js';
import type { Declared } from './declared.js';
import { formerPolicy, policySetting } from './policies.js';
import { renewalSettings } from './renewals.js';
import { loginMount, roleSetting } from './roles.js';
import type { Setting } from './setting.js';

/**
 * Everything that is kept on the engine of a cluster, in the order in which it is mended: the audit log, then what
 * lets the role `configure` change the rest.
 *
 * @param reach names of the user's that `configure` may change: those declared, and those that were
 */
export async function settingsOf(spec: ClusterSpec, signer: Signer, reach: Declared): Promise<readonly Setting[]> {
  const authorities = await signer.authorities();
  const selection = { admin: spec.custody.type === 'lab' };
  const own = policyDocuments(selection, reach);
  const ours = ({ name }: { readonly name: string }) => name === 'quorate-configure';
  return [
    auditSetting(engineCapabilities(spec.engine).auditByApi),
    ...[...own.filter(ours), ...own.filter((one) => !ours(one))].map(({ name, policy }) => policySetting(name, policy)),
    loginMount,
    ...certificateRoles(authorities, selection).map(roleSetting),
    ...(await renewalSettings(spec, signer)),
    ...Object.entries(spec.policies).map(([name, policy]) => policySetting(name, policy)),
    ...Object.entries(spec.auth_methods).map(([path, method]) => authSetting(path, method)),
    ...reach.policies.filter((name) => !(name in spec.policies)).map(formerPolicy),
    ...reach.auth_methods.filter((path) => !(path in spec.auth_methods)).map(formerAuth),
  ];
}

import { refused, type Stage } from '../decision.js';

/** An engine without the plugin of a mount would lead a cluster whose mount answers nothing. */
export const checkPlugins: Stage = ({ observed, wanted, members, desired, rollingBack }) => {
  const { missingPlugins } = observed;
  if (rollingBack || missingPlugins.length === 0 || wanted.every((id) => members.has(id))) return null;
  const { name, version } = desired.engine;
  return refused(
    'QRT-PLUGIN-MISSING',
    `${name} ${version} of the new image lacks plugins that mounts of this cluster use: ${missingPlugins.join(', ')}.`,
    'Choose a build of the engine that has them, or disable these mounts if nobody needs them; nothing was changed.',
  );
};

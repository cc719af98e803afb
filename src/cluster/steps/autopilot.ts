import type { AutopilotSettings } from '../model/index.js';
import { activeEngine, type StepContext } from './context.js';

/** Changes autopilot settings; what is not named keeps its value. Durations go to the engine as whole seconds. */
export async function setAutopilot(context: StepContext, settings: Partial<AutopilotSettings>): Promise<void> {
  const engine = await activeEngine(context);
  const { cleanupDeadServers, maxTrailingLogs, minQuorum } = settings;
  await engine.autopilot.configure({
    ...(cleanupDeadServers === undefined ? {} : { cleanup_dead_servers: cleanupDeadServers }),
    ...(maxTrailingLogs === undefined ? {} : { max_trailing_logs: maxTrailingLogs }),
    ...(minQuorum === undefined ? {} : { min_quorum: minQuorum }),
    ...seconds('server_stabilization_time', settings.serverStabilizationTime),
    ...seconds('last_contact_threshold', settings.lastContactThreshold),
    ...seconds('dead_server_last_contact_threshold', settings.deadServerLastContactThreshold),
  });
}

function seconds<N extends string>(name: N, value: number | undefined): Partial<Record<N, string>> {
  return value === undefined ? {} : ({ [name]: `${value}s` } as Record<N, string>);
}

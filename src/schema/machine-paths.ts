/** Where a baked image has its programs: engine, agent, Node. */
export const MACHINE_PROGRAM = '/usr/lib/quorate';
/** Where a machine keeps what is its own: keys, data, runtime configuration. */
export const MACHINE_HOME = '/var/lib/quorate';
/** Where a machine has what ends with a boot; an operator's SSH session sees nothing above it. */
export const MACHINE_RUN = '/run/quorate';
/** The agent's socket, below {@link MACHINE_RUN}: it is all that an operator's session can reach. */
export const AGENT_SOCKET = '/agent/agent.sock';
/** What a machine writes on its console before its public SSH host key: whoever may read a console pins it. */
export const HOST_KEY_ON_CONSOLE = 'quorate host key: ';
/** Where the agent gives the engine its permissions, on the machine's loopback; the packet filter lets nobody else ask. */
export const CREDENTIALS_PORT = 8203;
/** Variables of the engine, below {@link MACHINE_RUN}. */
export const ENGINE_VARIABLES = 'engine.variables';
/** The address on which every cloud tells a machine about itself, and gives it its permissions. */
export const METADATA_ADDRESS = '169.254.169.254';
/** Users of a machine: who runs the engine, who runs the agent, and whom operators log in as. */
export const MACHINE_USERS = {
  engine: 'quorate-engine',
  agent: 'quorate-agent',
  operator: 'quorate-operator',
} as const;

export { AgentClient } from './agent-client.js';
export { type AgentChannel, type AgentReply, type AgentRequest, AgentUnreachable } from './channel.js';
export { newSshKeyPair, type SshKeyPair } from './ssh/key-pair.js';
export { SshPool } from './ssh/pool.js';
export { SshSession } from './ssh/session.js';
export type { SshTarget } from './ssh/target.js';
export { unixChannel } from './unix.js';

export { AgentClient } from './agent-client.js';
export { type AgentChannel, type AgentReply, type AgentRequest, AgentUnreachable } from './channel.js';
export { unixChannel } from './unix.js';

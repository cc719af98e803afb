import { writeSync } from 'node:fs';

/** Names of fields that may hold a secret, wherever in a log line they are. */
const SECRET_FIELDS = new Set([
  'token',
  'root_token',
  'seal_token',
  'minter_token',
  'client_token',
  'key',
  'keys',
  'unseal_key',
  'share',
  'shares',
  'recipients',
  'password',
]);

const STANDARD_OUTPUT = 1;

type Say = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Where an agent tells what happens. */
export interface AgentLog {
  readonly info: Say;
  readonly warn: Say;
  readonly error: Say;
}

/**
 * JSON lines on standard output, which the driver or the journal keeps. Secrets are replaced before they are written. By
 * hand: a library for logs is 2 MB of every agent's memory.
 */
export function agentLog(machineId: string, write: (line: string) => void = toStandardOutput): AgentLog {
  const say =
    (level: string): Say =>
    (fields, message) => {
      const line = { level, time: new Date().toISOString(), machine: machineId, ...fields, msg: message };
      write(`${JSON.stringify(line, strikeOut)}\n`);
    };
  return { info: say('info'), warn: say('warn'), error: say('error') };
}

/** Without a stream in between, so that an agent's last words are there; one that cannot be heard goes on. */
function toStandardOutput(line: string): void {
  try {
    writeSync(STANDARD_OUTPUT, line);
  } catch {}
}

function strikeOut(name: string, value: unknown): unknown {
  return SECRET_FIELDS.has(name) ? '[redacted]' : value;
}

import { type Logger, pino } from 'pino';

/** Fields that may hold a secret, wherever a log line might carry them. */
const SECRET_FIELDS = [
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
];

/** JSON lines on standard output, which the driver sends to a file. Secrets are replaced before they are written. */
export function agentLog(machineId: string): Logger {
  return pino({
    base: { machine: machineId },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
  });
}

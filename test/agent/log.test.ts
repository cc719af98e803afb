import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { agentLog } from '../../src/agent/log.js';

function written(fields: Readonly<Record<string, unknown>>): string {
  const lines: string[] = [];
  agentLog('a-1a2b3c4d', (line) => lines.push(line)).info(fields, 'said');
  return lines.join('');
}

const SECRET = 'hvs.canary';
const NAMES = ['token', 'key', 'share', 'root_token', 'seal_token', 'unseal_key', 'minter_token', 'client_token'];

describe('the agent’s log', () => {
  it('is one JSON line that names the machine, the level and when', () => {
    const line = written({ pid: 7, reason: 'two\nlines' });
    expect(line.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      machine: 'a-1a2b3c4d',
      pid: 7,
      reason: 'two\nlines',
      msg: 'said',
    });
  });

  it('strikes out secrets however deep they are', () => {
    const secrets = Object.fromEntries(NAMES.map((name) => [name, SECRET]));
    const deep = { body: { ...secrets, shares: [SECRET], list: [{ deeper: secrets }] } };
    const line = written({ ...secrets, request: { ...secrets, ...deep } });
    expect(line).not.toContain('canary');
    expect(line.match(/\[redacted\]/g)).toHaveLength(4 * NAMES.length + 1);
  });

  it('is on standard output before the process that said it is gone', () => {
    const log = JSON.stringify(pathToFileURL('src/agent/log.ts').href);
    const program = `import { agentLog } from ${log}; agentLog('a-1a2b3c4d').warn({}, 'last words'); process.kill(process.pid, 9);`;
    const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toMatchObject({ level: 'warn', msg: 'last words' });
  });
});

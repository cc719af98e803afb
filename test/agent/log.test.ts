import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

/** What an agent's log prints on its standard output, in a process of its own because pino writes to it directly. */
function printed(line: unknown): string {
  const program = `
    import { agentLog } from ${JSON.stringify(pathToFileURL('src/agent/log.ts').href)};
    agentLog('a-1a2b3c4d').info(${JSON.stringify(line)}, 'said');
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  if (stderr) throw new Error(stderr);
  return stdout;
}

const SECRET = 'hvs.canary';
const NAMES = ['token', 'key', 'share', 'root_token', 'seal_token', 'unseal_key', 'minter_token', 'client_token'];

describe('the agent’s log', () => {
  it('is one JSON line that names the machine', () => {
    expect(JSON.parse(printed({ pid: 7 }))).toMatchObject({ machine: 'a-1a2b3c4d', pid: 7, msg: 'said' });
  });

  it('strikes out secrets at the top of a line, one object below and two', () => {
    const secrets = Object.fromEntries(NAMES.map((name) => [name, SECRET]));
    const line = printed({ ...secrets, request: { ...secrets, body: { ...secrets, shares: [SECRET] } } });
    expect(line).not.toContain('canary');
    expect(line.match(/\[redacted\]/g)).toHaveLength(3 * NAMES.length + 1);
  });
});

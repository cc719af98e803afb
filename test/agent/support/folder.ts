import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type AgentHome, agentHome } from '../../../src/agent/home.js';

/** A folder that is removed when the test is over. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'quorate-agent-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The empty folder of a machine, as a driver makes it. */
export function home(): AgentHome {
  const made = agentHome(folder());
  for (const name of ['config', 'logs', 'tls', 'data']) mkdirSync(join(made.root, name), { mode: 0o700 });
  return made;
}

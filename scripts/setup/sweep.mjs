// `quorate down` for a checkout in which nothing is installed or built: by pid files alone.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './child.mjs';

/** An engine hands over leadership before it ends. */
const GRACE_MS = 20_000;
const KILL_MS = 5_000;

/** Ends every process that a pid file of the environment names, then removes its folder. */
export async function sweep(environment, { force = false } = {}) {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(environment))
    throw new Error(`"${environment}" is not the name of an environment`);
  const folder = join(root, '.quorate', environment);
  if (!force && isProtected(folder)) {
    process.stderr.write(`QRT-PROTECTED: the cluster of ${environment} is protected against deletion\n`);
    process.exitCode = 1;
    return;
  }
  if (hasRealMachines(folder)) {
    process.stderr.write(`${environment} has real machines: run \`npm ci\` first, so that all of them can be found\n`);
    process.exitCode = 1;
    return;
  }
  const pidFiles = filesBelow(folder).filter((file) => file.endsWith('.pid'));
  // Agents first and by themselves: they stop their engines, and would start them again.
  const agents = pidFiles.filter((file) => basename(file) === 'agent.pid');
  await end(agents.map(identityIn));
  await end(pidFiles.map(identityIn));
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`${environment} is gone\n`);
}

async function end(identities) {
  let left = signal(identities, 'SIGTERM');
  left = await whileAlive(left, GRACE_MS);
  left = await whileAlive(signal(left, 'SIGKILL'), KILL_MS);
  if (left.length > 0) throw new Error(`these processes do not end: ${left.map(({ pid }) => pid).join(', ')}`);
}

function signal(identities, name) {
  const living = identities.filter(isAlive);
  for (const { pid } of living) process.kill(pid, name);
  return living;
}

async function whileAlive(identities, ms) {
  const deadline = Date.now() + ms;
  let left = identities.filter(isAlive);
  while (left.length > 0 && Date.now() < deadline) {
    await delay(100);
    left = left.filter(isAlive);
  }
  return left;
}

/** As src/process does it: a pid is only believed with the time and the boot in which it started. */
function isAlive(identity) {
  if (!identity || identity.bootId !== readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) return false;
  try {
    const stat = readFileSync(`/proc/${identity.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return !['Z', 'X'].includes(fields[0]) && Number(fields[19]) === identity.startTime;
  } catch {
    return false;
  }
}

function identityIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function isProtected(folder) {
  const spec = join(folder, 'cluster', 'spec');
  return existsSync(spec) && /"deletion_protection":\s*true/.test(readFileSync(spec, 'utf8'));
}

/** Their files are mounted: they must not be removed as files, and nothing but the driver knows what else they have. */
function hasRealMachines(folder) {
  const machines = join(folder, 'machines');
  if (!existsSync(machines)) return false;
  const records = readdirSync(machines).map((id) => join(machines, id, 'machine.json'));
  return records.some((file) => existsSync(file) && /"driver":\s*"nspawn"/.test(readFileSync(file, 'utf8')));
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'data' ? [] : filesBelow(path);
    return [path];
  });
}

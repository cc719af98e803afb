// Runs other programs with an environment that makes no noise.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * The environment of every program that the scripts start: nobody is called for news of versions, and a Terraform
 * configuration that is named but not there (cdktf shows the warning as an error) is an empty one.
 */
export function childEnvironment(env = process.env) {
  const configuration = env.TF_CLI_CONFIG_FILE;
  return {
    ...env,
    CHECKPOINT_DISABLE: '1',
    DISABLE_VERSION_CHECK: '1',
    ...(configuration && !existsSync(configuration) && { TF_CLI_CONFIG_FILE: '/dev/null' }),
  };
}

/** Runs a program in the project's folder, its output being ours; gives its exit code. */
export function run(program, args, { env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: { ...childEnvironment(), ...env }, stdio: 'inherit' });
    // A terminal's Ctrl-C reaches the child by itself: this program only stays to end with the child's code.
    const stay = () => undefined;
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', stay).on('SIGTERM', pass);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', stay).off('SIGTERM', pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** Runs one of the programs that node_modules brings. */
export function runTool(name, args, options) {
  return run(join(root, 'node_modules', '.bin', name), args, options);
}

/** Runs `quorate`. */
export function runQuorate(args, options) {
  return run(process.execPath, [join(root, 'bin', 'quorate.mjs'), ...args], options);
}

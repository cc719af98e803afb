import path from 'node:path';
import { execa } from 'execa';

const HVAC = 'hvac==2.4.0';

/** Whether a Python is here to make an environment with. */
export async function hasPython(): Promise<boolean> {
  const { exitCode } = await execa('python3', ['-c', 'import venv, ensurepip'], { reject: false });
  return exitCode === 0;
}

/** Makes a Python environment with the client library in it; gives its interpreter. */
export async function pythonWithClient(folder: string): Promise<string> {
  await execa('python3', ['-m', 'venv', folder]);
  const python = path.join(folder, 'bin', 'python');
  await execa(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', HVAC]);
  return python;
}

import { Command } from 'commander';
import { ROLES, type RoleName } from '../custody/index.js';
import { deployed } from './deployed.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { requestToken } from './request-token.js';
import { processShell, type Shell } from './shell.js';

/** `quorate login ENV`: a token on standard output, and nothing else there. */
export function loginCommand(shell: Shell = processShell): Command {
  const command = new Command('login')
    .description('log in by certificate through the load balancer and print a token, and nothing else')
    .summary('print a token')
    .argument('<environment>', 'environment, for example lab')
    .option('--role <role>', `one of ${ROLES.join(', ')}`, 'admin')
    .action((name: string, { role }: { role: string }) =>
      ending(shell, EXIT.failed, async () => {
        const { environment, spec } = await deployed(shell.cwd, name);
        const grant = await requestToken(environment, spec, role);
        shell.print(grant.client_token);
        if (shell.interactive) shell.note(hint(name, role as RoleName, grant.lease_duration));
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'the token was printed', 1: 'no such role here, or no node answers' });
}

function hint(name: string, role: RoleName, seconds: number): string {
  const line = `export VAULT_TOKEN=$(quorate login ${name}${role === 'admin' ? '' : ` --role ${role}`})`;
  return `role ${role}, for ${Math.round(seconds / 60)} minutes; to use it: ${line}`;
}

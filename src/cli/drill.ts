import { Command } from 'commander';
import { faultCommands } from './drill/faults.js';
import { restoreDrillCommand } from './drill/restore.js';
import { processShell, type Shell } from './shell.js';

/** `quorate drill failover|partition|reboot|restore|heal ENV` */
export function drillCommand(shell: Shell = processShell): Command {
  const drill = new Command('drill').description('measured exercises: make a fault, see what it does, undo it');
  for (const command of [...faultCommands(shell), restoreDrillCommand(shell)]) drill.addCommand(command);
  return drill;
}

import { CommanderError } from 'commander';
import { expect, test, vi } from 'vitest';
import { programFor } from '../../src/cli/program.js';

const COMMANDS = [
  'status',
  'plan',
  'watch',
  'peers',
  'step-down',
  'remove',
  'join',
  'rejoin',
  'snapshot',
  'restore',
  'failover',
  'recover',
  'drill',
  'keys',
  'configure',
  'certs',
  'lab',
  'login',
  'env',
  'unseal',
  'pause',
  'resume',
  'rollback',
  'engine',
  'image',
  'doctor',
  'diff',
  'review',
  'deploy',
  'down',
];

test('a call without a command offers all of them', async () => {
  expect((await programFor([])).commands.map((command) => command.name())).toEqual(COMMANDS);
  expect((await programFor(['--help'])).commands).toHaveLength(COMMANDS.length);
  expect((await programFor(['no-such-command'])).commands).toHaveLength(COMMANDS.length);
});

test.each(COMMANDS)('%s is loaded alone, and its help states its exit codes', async (name) => {
  const program = await programFor([name]);
  expect(program.commands.map((command) => command.name())).toEqual([name]);
  const [command] = program.commands;
  const leaves = command?.commands.length ? command.commands : [command];
  for (const leaf of leaves) {
    let help = '';
    leaf?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toMatch(/Exit codes: 0 /);
  }
});

test.each([
  [['status'], 'commander.missingArgument'],
  [['status', 'lab', 'more'], 'commander.excessArguments'],
  [['status', 'lab', '--no-such-option'], 'commander.unknownOption'],
  [['env', 'lab', '--shell', 'tcsh'], 'commander.invalidArgument'],
  [['deploy', 'lab'], 'commander.missingMandatoryOptionValue'],
  [['no-such-command'], 'commander.unknownCommand'],
])('%j is refused before anything is done', async (args, code) => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const failure = await (await programFor(args)).parseAsync(args, { from: 'user' }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CommanderError);
  expect(failure).toMatchObject({ code });
  expect(stderr).toHaveBeenCalled();
  stderr.mockRestore();
});

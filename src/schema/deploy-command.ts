/** End of the name of an environment that rehearses another stack. */
export const REHEARSAL_SUFFIX = '-rehearsal';

/** What a person types to deploy this environment: that of a rehearsal is named after the stack that it rehearses. */
export function deployCommand(environment: string): string {
  return commandOf('deploy', environment);
}

/** What a person types to have all of this environment gone. */
export function destroyCommand(environment: string): string {
  return commandOf('destroy', environment);
}

function commandOf(verb: string, environment: string): string {
  if (!environment.endsWith(REHEARSAL_SUFFIX)) return `npx cdktf ${verb} ${environment}`;
  return `QUORATE_REHEARSE=1 npx cdktf ${verb} ${environment.slice(0, -REHEARSAL_SUFFIX.length)}`;
}

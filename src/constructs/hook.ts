/** A command that runs on the side of the operator, in the project's folder. */
export interface RolloutHookProps {
  /**
   * Program and arguments; no shell takes them apart. It may run twice when a deploy was interrupted. It is told of the
   * rollout by `QUORATE_ENVIRONMENT`, `QUORATE_VERSION`, `QUORATE_NODES` and `QUORATE_BALANCER`, and gets no other
   * variable of the deploy but those that programs need to run (`PATH`, `HOME` …). It is part of the configuration: no
   * secret belongs in it.
   */
  readonly command: readonly string[];
  /**
   * Seconds until it is ended and counts as a no, 1 to 3600.
   * @default 300
   */
  readonly timeoutSeconds?: number;
}

/** @throws Error when it cannot be a command or a time. */
export function hookOf({ command, timeoutSeconds = 300 }: RolloutHookProps): { command: string[]; timeout: number } {
  if ((command[0] ?? '') === '') {
    throw new Error("A hook's command names a program, expected for example ['./check.sh'], received an empty one");
  }
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > 3600) {
    throw new Error(`A hook's timeoutSeconds is a whole number from 1 to 3600, received ${timeoutSeconds}`);
  }
  return { command: [...command], timeout: timeoutSeconds };
}

/** The wish of an operator that nothing changes until it is taken back. */
export interface Pause {
  /** `user@host`. */
  readonly by: string;
  /** ISO 8601. */
  readonly since: string;
}

/** How the user's hook of this rollout stands; `finding` says why it said no. */
export type HookState =
  | { readonly state: 'running' | 'passed'; readonly rollout: string }
  | { readonly state: 'failed'; readonly rollout: string; readonly finding: string };

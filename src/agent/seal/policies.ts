/** What a member's token may do: use this one key. */
export function memberPolicy(keyName: string): string {
  return ['encrypt', 'decrypt']
    .map((verb) => `path "transit/${verb}/${keyName}" { capabilities = ["update"] }\n`)
    .join('');
}

/** What the agent itself keeps: issuing tokens of the role `member`, and its own renewal (default policy). */
export const MINTER_POLICY = 'path "auth/token/create/member" { capabilities = ["update"] }\n';

import type { FindingArea, Severity } from '../model/index.js';

interface Rule {
  readonly area: FindingArea;
  readonly severity: Severity;
  /** What the rule looks for, as the documentation and SARIF show it. */
  readonly summary: string;
}

const rule = (area: FindingArea, severity: Severity, summary: string): Rule => ({ area, severity, summary });

/** Every code that a review can report. Codes are stable: others acknowledge and script against them. */
export const CATALOGUE = {
  'QRV-PLAN-ERRORED': rule('plan', 'unclear', 'Planning failed; the plan is not whole.'),
  'QRV-PLAN-INCOMPLETE': rule('plan', 'unclear', 'The plan leaves something out: more changes will follow.'),
  'QRV-PLAN-STALE': rule(
    'plan',
    'unclear',
    'The state was not refreshed, so the plan may rest on what no longer exists.',
  ),
  'QRV-CHECK-FAILED': rule('plan', 'approval', 'A check, precondition or postcondition does not hold.'),
  'QRV-ACTION-RUN': rule('plan', 'approval', 'The apply runs an action of a provider.'),
  'QRV-ACK-EXPIRED': rule('plan', 'note', 'An acknowledgement has expired and no longer counts.'),

  'QRV-QUORUM-LOST': rule('quorum', 'blocked', 'The cluster would have fewer live voters than its quorum.'),
  'QRV-QUORUM-ORDER': rule('quorum', 'blocked', 'A voter is destroyed before its replacement has joined.'),
  'QRV-QUORUM-NO-CONVERGENCE': rule(
    'quorum',
    'blocked',
    'Machines of a cluster change and nothing converges its membership.',
  ),
  'QRV-QUORUM-UNKNOWN': rule('quorum', 'unclear', 'The plan does not say how the membership changes.'),
  'QRV-QUORUM-TOLERANCE': rule('quorum', 'approval', 'For a while the cluster cannot lose a single voter.'),
  'QRV-QUORUM-SHRINK': rule('quorum', 'approval', 'The cluster ends with fewer voters, or an even number of them.'),
  'QRV-QUORUM-ZONE': rule('quorum', 'approval', 'Losing one zone would lose quorum.'),
  'QRV-BALANCER-STALE': rule('quorum', 'blocked', 'The load balancer keeps sending traffic to a machine that goes.'),
  'QRV-BALANCER-MISSING': rule('quorum', 'approval', 'A new machine is not attached to the load balancer.'),
  'QRV-BALANCER-EMPTY': rule('quorum', 'approval', 'For a while no machine is attached to the load balancer.'),
  'QRV-ENGINE-DOWNGRADE': rule('quorum', 'approval', 'The engine goes to an older version.'),
  'QRV-ENGINE-ONE-WAY': rule(
    'quorum',
    'note',
    'Once a node of the new version has been active, going back means a restore.',
  ),

  'QRV-SEAL-DESTROYED': rule(
    'destruction',
    'blocked',
    'The seal is destroyed: the cluster cannot be unsealed any more.',
  ),
  'QRV-SEAL-DISABLED': rule(
    'destruction',
    'blocked',
    'The seal key is disabled: no node unseals after its next restart.',
  ),
  'QRV-PROTECTED-DESTROYED': rule(
    'destruction',
    'blocked',
    'Something that is protected against deletion is destroyed.',
  ),
  'QRV-DATA-DESTROYED': rule('destruction', 'approval', 'Something that cannot be made again is destroyed.'),
  'QRV-PROTECTION-OFF': rule('destruction', 'approval', 'A protection against deletion is switched off or removed.'),
  'QRV-FORGOTTEN': rule('destruction', 'approval', 'Terraform forgets something stateful that goes on existing.'),

  'QRV-IAM-BROADENED': rule('security', 'approval', 'A policy allows more than before.'),
  'QRV-IAM-WILDCARD': rule('security', 'approval', 'A policy allows something new by a wildcard.'),
  'QRV-IAM-DENY-REMOVED': rule('security', 'approval', 'Something is no longer denied.'),
  'QRV-IAM-ATTACHED': rule('security', 'approval', 'A managed policy is attached.'),
  'QRV-IAM-UNKNOWN': rule('security', 'approval', 'A policy is known only after the apply.'),
  'QRV-KEY-POLICY': rule('security', 'approval', 'Who may use or manage a key changes.'),
  'QRV-KEY-WINDOW': rule('security', 'approval', 'There will be less time to notice that a key or secret was deleted.'),
  'QRV-KEY-ROTATION': rule('security', 'approval', 'A key is no longer rotated.'),
  'QRV-NET-WIDENED': rule('security', 'approval', 'More traffic is let through.'),
  'QRV-NET-WORLD': rule('security', 'approval', 'Anybody on the internet is let in.'),
  'QRV-IMDS-OPTIONAL': rule('security', 'approval', 'Instance metadata is served without a token.'),
  'QRV-IMDS-HOPS': rule('security', 'approval', 'Instance metadata can be reached from containers and proxies.'),
  'QRV-ENCRYPTION-OFF': rule('security', 'approval', 'Encryption is switched off or removed.'),
  'QRV-PUBLIC-ADDRESS': rule('security', 'approval', 'Something becomes reachable under a public address.'),
  'QRV-PUBLIC-STORE': rule('security', 'approval', 'A store is no longer closed to the public.'),
  'QRV-AUDIT-OFF': rule('security', 'approval', 'Something that records what happens is removed or switched off.'),
  'QRV-SECRET-CLEAR': rule('security', 'approval', 'A secret appears in a value that is not marked as sensitive.'),
  'QRV-SECRET-UNMARKED': rule('security', 'approval', 'An output that was sensitive will be shown in clear.'),
} as const satisfies Record<string, Rule>;

/** Code of a finding. */
export type Code = keyof typeof CATALOGUE;

import type { Account, Ec2 } from '../../aws/index.js';
import type { ConfigOf, quoratePreflight } from '../../schema/resources/index.js';

/** What a look at the account found; an `error` is what a deploy could not get past. */
export interface AccountFinding {
  readonly severity: 'error' | 'warning';
  readonly code: `QRT-${string}`;
  readonly message: string;
  readonly cure: string;
}

type Attributes = (typeof quoratePreflight)['attributes'];

/** What a stack is going to want of an account; `subnet_ids` are null while subnets of its own are not made yet. */
export type PreflightOrder = Readonly<Omit<ConfigOf<Attributes>, 'subnet_ids'>> & {
  readonly subnet_ids: readonly string[] | null;
};

/** What every check looks at. */
export interface Sight {
  readonly order: PreflightOrder;
  readonly account: Account;
  readonly ec2: Ec2;
  /** Slots whose machine is to be made. */
  readonly missing: readonly string[];
  /** Whether no machine of the environment is there: whatever else it needs is not there either. */
  readonly isFirst: boolean;
}

/** Looks at one thing and changes nothing. */
export type AccountCheck = (sight: Sight) => Promise<readonly AccountFinding[]>;

import type { AwsPlace } from './client-settings.js';
import type { LaunchOrder } from './ec2.js';

export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly isAmd64: boolean;
}

export interface SubnetRoom {
  readonly id: string;
  /** Addresses that nobody has. */
  readonly free: number;
}

/** Calls that can be asked about and name nothing that is there already. */
export type TriedCall = 'CreateLaunchTemplate' | 'CreateVpc';

/**
 * What an account has room for in one region. Nothing is made or changed by asking.
 *
 * Every method throws QuorateError `QRT-AWS` with Amazon's code in it.
 */
export interface Account {
  /** Those of these types that there are. */
  instanceTypes(names: readonly string[]): Promise<readonly InstanceType[]>;
  /** Zones of the region in which machines of a type can be had at all. */
  zonesOffering(instanceType: string): Promise<readonly string[]>;
  /** The type of every machine of the account that counts against its quotas. */
  runningTypes(): Promise<readonly string[]>;
  /** The account's own value of a quota of Service Quotas. */
  quota(service: string, code: string): Promise<number>;
  subnets(ids: readonly string[]): Promise<readonly SubnetRoom[]>;
  /** How many networks the account has. */
  networks(): Promise<number>;
  /** State of a key of KMS by its id, ARN or alias, as Amazon calls it; null when there is none. */
  keyState(key: string): Promise<string | null>;
  /** Amazon's code of why it would not start a machine; null when it would. None is started. */
  tryLaunch(order: LaunchOrder): Promise<string | null>;
  /** The same of a call that is not carried out. */
  tryCall(call: TriedCall): Promise<string | null>;
}

/** An account by Amazon's libraries, which are loaded here and not before. */
export async function openAccount(place: AwsPlace): Promise<Account> {
  const { SdkAccount } = await import('./sdk-account.js');
  return new SdkAccount(place);
}

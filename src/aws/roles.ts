import type { AwsPlace } from './client-settings.js';

/** What somebody may use in a role's place, for a while. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Roles of an account. Methods throw QuorateError `QRT-AWS`. */
export interface Roles {
  /** Takes on a role. @param session what the account's log calls whoever does */
  assume(role: string, session: string): Promise<RoleCredentials>;
}

/** Roles by Amazon's library, which is loaded here and not before. */
export async function openRoles(place: AwsPlace): Promise<Roles> {
  const { SdkRoles } = await import('./sdk-roles.js');
  return new SdkRoles(place);
}

import semver from 'semver';
import type { EngineName, EngineRelease } from '../schema/index.js';

/** In what engines and their versions differ at the API, as data. */
export interface EngineCapabilities {
  /** Joins with `non_voter`, and is promoted and demoted by name. Source: OpenBao pull requests 741 and 996. */
  readonly nonVoters: boolean;
  /** `server_stabilization_time` holds joiners as non-voters, until a leader change. */
  readonly stabilizationHold: boolean;
  /** Health answers 530 on a node that was removed; otherwise it stays 429 for ever. */
  readonly removedIsVisible: boolean;
  /** Health answers 474 on a standby that hears no leader. */
  readonly cutOffIsVisible: boolean;
  /** Standbys answer reads and the raft configuration from their own state: ask the active node only. */
  readonly standbysAnswerThemselves: boolean;
  /** Audit devices can be made through the API; otherwise they belong into the server's configuration. */
  readonly auditByApi: boolean;
  /** `generate-root` and `rekey` work without a token, as `unseal` does, only where the listener says so. */
  readonly ceremoniesByListener: boolean;
  /** Standbys keep the old mount table after a restore and must be restarted. */
  readonly restartStandbysAfterRestore: boolean;
  /**
   * Takes PGP keys of RFC 9580 (version 6, or X25519 by its new number) for shares. Vault 1.19.0 answers 400 "first packet
   * was not a public/private key"; 1.21.0 and 1.21.1 take them (measured). Where nobody tried, the answer is no.
   */
  readonly modernPgpKeys: boolean;
  /** `disable_mlock` must be set with raft storage; otherwise it is obsolete. */
  readonly mlock: boolean;
}

type Ranges = Readonly<Record<keyof EngineCapabilities, string>>;

/** Versions of each engine that have it. Measured with Vault 1.19.0 and 1.21.1 and OpenBao 2.4.4 and 2.5.5, or as noted. */
const RANGES: Readonly<Record<EngineName, Ranges>> = {
  vault: {
    nonVoters: 'none',
    stabilizationHold: '>=1.7.0',
    removedIsVisible: '>=1.19.0',
    cutOffIsVisible: '>=1.19.0',
    standbysAnswerThemselves: 'none',
    auditByApi: '*',
    ceremoniesByListener: 'none',
    restartStandbysAfterRestore: 'none',
    modernPgpKeys: '>=1.21.0',
    mlock: '*',
  },
  openbao: {
    nonVoters: '>=2.2.0',
    stabilizationHold: '*',
    removedIsVisible: 'none',
    cutOffIsVisible: 'none',
    standbysAnswerThemselves: '>=2.5.0',
    auditByApi: '<2.3.2',
    ceremoniesByListener: '>=2.5.0',
    restartStandbysAfterRestore: '*',
    modernPgpKeys: 'none',
    mlock: 'none',
  },
};

/** What a release can do. A pre-release counts as the release it precedes. */
export function engineCapabilities({ name, version }: EngineRelease): EngineCapabilities {
  const ranges = RANGES[name];
  const release = semver.coerce(version) ?? version;
  const has = (capability: keyof EngineCapabilities): boolean =>
    ranges[capability] !== 'none' && semver.satisfies(release, ranges[capability]);
  return {
    nonVoters: has('nonVoters'),
    stabilizationHold: has('stabilizationHold'),
    removedIsVisible: has('removedIsVisible'),
    cutOffIsVisible: has('cutOffIsVisible'),
    standbysAnswerThemselves: has('standbysAnswerThemselves'),
    auditByApi: has('auditByApi'),
    ceremoniesByListener: has('ceremoniesByListener'),
    restartStandbysAfterRestore: has('restartStandbysAfterRestore'),
    modernPgpKeys: has('modernPgpKeys'),
    mlock: has('mlock'),
  };
}

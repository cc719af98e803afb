/** Namespace of the figures that nodes publish in an account. */
export const FIGURES_NAMESPACE = 'Quorate';
/** What tells whose they are: a cluster's alarms look at all of its nodes at once. */
export const FIGURES_DIMENSION = 'Environment';

/** Figures that every node publishes, and that alarms are made of. */
export const FIGURE = {
  /** 1 while the engine is sealed or does not answer. */
  sealed: 'Sealed',
  /** 1 on the node that leads. */
  leads: 'Leads',
  /** Days until the node's certificate ends. */
  certificateDays: 'CertificateDaysLeft',
  /** Seconds since the newest snapshot, from the node that leads. */
  snapshotAge: 'SnapshotAgeSeconds',
} as const;

import type { Change, ChangeKind, Decision, Finding, Severity } from '../model/index.js';

/** Decisions as readers see them. */
export const DECISIONS: Readonly<Record<Decision, string>> = {
  nothing: 'nothing to do',
  changes: 'changes',
  approval: 'needs approval',
  unclear: 'cannot tell',
  blocked: 'blocked',
};

export const SEVERITIES: Readonly<Record<Severity, string>> = {
  blocked: 'blocked',
  unclear: 'cannot tell',
  approval: 'needs approval',
  note: 'note',
};

/** What somebody has to decide comes before everything; a note can wait. */
export function isHeavy(findings: readonly Finding[]): boolean {
  return findings.some(({ severity, acknowledged }) => severity !== 'note' && acknowledged === null);
}

/** A sign before each decision and severity, so that colour is never the only difference. */
export const SIGNS: Readonly<Record<Decision | Severity, string>> = {
  nothing: '🟢',
  changes: '🟢',
  note: '🔵',
  approval: '🟠',
  unclear: '🟣',
  blocked: '🔴',
};

/** Kinds of change as verbs. */
export const KINDS: Readonly<Record<ChangeKind, string>> = {
  create: 'create',
  update: 'update',
  replace: 'destroy + create',
  delete: 'destroy',
  forget: 'forget',
  read: 'read',
  import: 'import',
  move: 'move',
  'no-op': 'keep',
};

/** The sign that Terraform itself prints. */
export const KIND_SIGNS: Readonly<Record<ChangeKind, string>> = {
  create: '+',
  update: '~',
  replace: '-/+',
  delete: '-',
  forget: '.',
  read: '<=',
  import: '<-',
  move: '=>',
  'no-op': ' ',
};

/** The sign of a change; a replacement shows what comes first. */
export function signOf({ kind, order }: Change): string {
  return kind === 'replace' && order === 'create-before-destroy' ? '+/-' : KIND_SIGNS[kind];
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { StatusReport } from '../../../src/schema/index.js';
import type { LabAccess } from './lab-access.js';
import { filesOf } from './machines.js';

const line = z.object({
  type: z.enum(['request', 'response']),
  request: z.object({ operation: z.string(), path: z.string() }),
});

/** A request that the engines audited. */
export interface AuditedRequest {
  readonly operation: string;
  readonly path: string;
  /** A look, or a login for a token that is not written to storage. */
  readonly harmless: boolean;
}

/** Ends of the audit logs of all nodes. */
export function auditMarks(access: LabAccess, report: StatusReport): ReadonlyMap<string, number> {
  const files = report.nodes.map(({ id }) => path.join(filesOf(access, id), 'logs/audit.log'));
  return new Map(files.map((file) => [file, existsSync(file) ? statSync(file).size : 0]));
}

/** What was asked of the engines since the marks were set. */
export function auditedSince(marks: ReadonlyMap<string, number>): AuditedRequest[] {
  return [...marks].flatMap(([file, start]) => {
    if (!existsSync(file)) return [];
    const lines = readFileSync(file).subarray(start).toString('utf8').split('\n').filter(Boolean);
    return lines
      .map((text) => line.parse(JSON.parse(text)))
      .filter(({ type }) => type === 'request')
      .map(({ request }) => ({ ...request, harmless: isHarmless(request) }));
  });
}

function isHarmless({ operation, path: where }: { operation: string; path: string }): boolean {
  return operation === 'read' || operation === 'list' || (operation === 'update' && where === 'auth/quorate/login');
}

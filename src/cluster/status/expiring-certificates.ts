import type { Problem } from '../../schema/index.js';
import type { Look } from '../observe/observe.js';

/** Of the ninety days that a certificate lasts, enough to notice over a long holiday. */
const NOTICE_MS = 21 * 24 * 3600_000;

/** Nodes whose certificate ends soon, or has ended: then nobody can speak to them any more. */
export function expiringCertificates({ nodes }: Pick<Look, 'nodes'>, environment: string, now: number): Problem[] {
  return nodes.flatMap(({ machine, status }) => {
    const end = status?.certificate?.not_after;
    if (end === undefined || Date.parse(end) - now > NOTICE_MS) return [];
    const why = status?.certificate?.failure ? `; it could not be renewed: ${status.certificate.failure}` : '';
    const when = Date.parse(end) > now ? 'ends' : 'ended';
    return [
      {
        code: 'QRT-CERTIFICATE-EXPIRES',
        message: `the certificate of ${machine.id} ${when} at ${end}${why}`,
        fix: `Run \`quorate certs renew ${environment}\`; nothing restarts.`,
      },
    ];
  });
}

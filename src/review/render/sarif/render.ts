import type { Finding, Review, Severity } from '../../model/index.js';
import { CATALOGUE } from '../../verdict/catalogue.js';
import { withSubject } from '../../verdict/headline.js';

/** Where findings are shown: code hosts want a file, and a plan has none in the repository. */
const FILE = 'plan.json';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  blocked: 'error',
  unclear: 'error',
  approval: 'warning',
  note: 'note',
};

/** The findings as a SARIF 2.1.0 log, for code scanning and for tools that collect results. */
export function renderSarif(review: Review): string {
  const names = Object.keys(CATALOGUE).sort();
  const rules = names.map((id) => ruleOf(id));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Quorate review', rules } },
        automationDetails: { id: `quorate-review/${review.environment ?? 'plan'}` },
        columnKind: 'utf16CodeUnits',
        results: review.findings.map((finding) => resultOf(finding, names)),
        invocations: [{ executionSuccessful: !review.plan.errored, exitCode: review.exit_code }],
        properties: { decision: review.decision, fingerprint: review.fingerprint },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(id: string) {
  const { summary, severity, area } = CATALOGUE[id as keyof typeof CATALOGUE];
  return {
    id,
    shortDescription: { text: summary },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [area], severity },
  };
}

function resultOf(finding: Finding, names: readonly string[]) {
  const { code, severity, address, detail, cure, acknowledged } = finding;
  const text = [withSubject(finding), detail, cure].filter((part) => part !== null).join('\n');
  return {
    ruleId: code,
    ruleIndex: names.indexOf(code),
    level: LEVELS[severity],
    message: { text },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: FILE }, region: { startLine: 1 } },
        ...(address === null ? {} : { logicalLocations: [{ fullyQualifiedName: address, kind: 'resource' }] }),
      },
    ],
    partialFingerprints: { finding: `${code}/${address ?? ''}` },
    ...(acknowledged === null
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: acknowledged.reason }] }),
  };
}

import type { SafeText } from '../mask/safe-text.js';
import type { Finding } from '../model/index.js';
import { CATALOGUE, type Code } from './catalogue.js';

/** A finding as a rule writes it; weight and area come from the catalogue. */
export interface Draft {
  readonly code: Code;
  readonly title: SafeText;
  readonly address?: SafeText;
  readonly detail?: SafeText;
  readonly cure?: SafeText;
}

/** Completes a draft. */
export function findingOf({ code, title, address, detail, cure }: Draft): Finding {
  const { severity, area } = CATALOGUE[code];
  return {
    code,
    severity,
    area,
    address: address ?? null,
    title,
    detail: detail ?? null,
    cure: cure ?? null,
    acknowledged: null,
  };
}

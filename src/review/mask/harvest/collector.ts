import { decoded, parseEmbedded } from '../../value/embedded.js';
import { isRecord } from '../../value/json.js';
import { type Mark, markOf } from '../../value/marks.js';

/** Texts that nobody would call a secret, though they stand in places that are marked. */
const HARMLESS = new Set(['', 'true', 'false', 'null', 'default', 'enabled', 'disabled', 'required', 'optional']);

/** Nothing is unwrapped further once this many are known: nested encodings must not multiply without end. */
const MOST = 200_000;

/** Gathers the secrets of a plan. */
export class Collector {
  /** Masked wherever they turn up, also as parts of other texts. */
  readonly secrets = new Set<string>();
  /** Masked where a whole value equals one, however short. */
  readonly whole = new Set<string>();

  /** Every scalar in the value. `declared`: the user called it sensitive, so that short ones count as well. */
  add(value: unknown, declared = false): void {
    if (Array.isArray(value)) for (const item of value) this.add(item, declared);
    else if (isRecord(value)) for (const key of Object.keys(value)) this.add(value[key], declared);
    else if (typeof value === 'string') this.#addText(value, declared);
    else if (typeof value === 'number') this.#addNumber(String(value), declared);
  }

  /** Every scalar that its mark covers. */
  addMarked(value: unknown, mark: Mark): void {
    if (mark === true) this.add(value);
    else if (typeof mark !== 'object' || mark === null) return;
    else if (Array.isArray(value)) {
      value.forEach((item, index) => {
        this.addMarked(item, markOf(mark, index));
      });
    } else if (isRecord(value)) {
      for (const key of Object.keys(mark)) if (Object.hasOwn(value, key)) this.addMarked(value[key], markOf(mark, key));
    }
  }

  #addText(text: string, declared: boolean): void {
    if (HARMLESS.has(text)) return;
    this.secrets.add(text);
    if (declared) this.whole.add(text);
    // A secret that is a document hides as much in its parts, which can stand elsewhere by themselves.
    const inner = parseEmbedded(text) ?? decoded(text);
    if (inner !== undefined && this.secrets.size < MOST) this.add(inner);
  }

  #addNumber(text: string, declared: boolean): void {
    if (declared) this.whole.add(text);
    if (text.length >= 6) this.secrets.add(text);
  }
}

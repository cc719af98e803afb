import { maskAssignments } from './assignments.js';
import { formsOf } from './encodings.js';
import { MASKED, maskShapes } from './patterns.js';
import type { SafeText } from './safe-text.js';
import { SecretIndex } from './secret-index.js';
import { visible } from './visible.js';

const PLAN_TIME = '(time of the plan)';
const CACHED_LENGTH = 80;
const CACHED_ENTRIES = 50_000;

/**
 * The only way from foreign text to {@link SafeText}.
 *
 * Masks by union: every known secret in each form it can take, and everything that has the shape of one.
 */
export class Masker {
  readonly #whole: ReadonlySet<string>;
  readonly #index: SecretIndex;
  readonly #timestamp: string | null;
  readonly #cache = new Map<string, SafeText>();

  /**
   * @param secrets - values that must not be shown, found as parts of other texts from six characters on
   * @param whole - values that must not be shown even when shorter: masked where a whole value equals one
   * @param timestamp - when the plan was made: `plantimestamp()` would make every plan differ from the last
   */
  constructor(secrets: Iterable<string>, whole: Iterable<string> = [], timestamp: string | null = null) {
    this.#timestamp = timestamp === '' ? null : timestamp;
    const forms = new Set<string>();
    for (const secret of secrets) for (const form of formsOf(secret)) forms.add(form);
    this.#index = new SecretIndex(forms);
    this.#whole = new Set(whole);
  }

  /** Any text: names, addresses, messages, parts of values. */
  text(text: string): SafeText {
    if (text.length > CACHED_LENGTH) return this.#mask(text);
    const known = this.#cache.get(text);
    if (known !== undefined) return known;
    const masked = this.#mask(text);
    if (this.#cache.size < CACHED_ENTRIES) this.#cache.set(text, masked);
    return masked;
  }

  /** A whole value that is text or a number. */
  value(value: string | number): SafeText {
    const text = String(value);
    if (this.#whole.has(text)) return MASKED as SafeText;
    return maskAssignments(this.text(text), { encoded: false }) as SafeText;
  }

  /** A document that nobody can mark in parts: names that sound secret are masked with what is assigned to them. */
  document(text: string): SafeText {
    return visible(maskAssignments(maskShapes(this.#index.mask(text)))) as SafeText;
  }

  /** True when the text holds a known secret or the shape of one. */
  reveals(text: string): boolean {
    if (text.length <= CACHED_LENGTH && this.text(text) === text) return this.#whole.has(text);
    return this.#whole.has(text) || maskShapes(this.#index.mask(text)) !== text;
  }

  #mask(text: string): SafeText {
    const masked = visible(maskShapes(this.#index.mask(text)));
    return (this.#timestamp === null ? masked : masked.replaceAll(this.#timestamp, PLAN_TIME)) as SafeText;
  }
}

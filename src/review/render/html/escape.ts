/** Text inside an element or a quoted attribute. */
export function text(value: string | number): string {
  const plain = String(value);
  return SPECIAL.test(plain) ? plain.replace(EACH_SPECIAL, (found) => ENTITIES[found] ?? found) : plain;
}

const SPECIAL = /[&<>"']/;
const EACH_SPECIAL = /[&<>"']/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Inline code that keeps its line breaks visible. */
export function code(value: string): string {
  return `<code>${text(value.replaceAll('\n', '⏎'))}</code>`;
}

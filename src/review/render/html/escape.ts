/** Text inside an element or a quoted attribute. */
export function text(value: string | number): string {
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Inline code that keeps its line breaks visible. */
export function code(value: string): string {
  return `<code>${text(value.replaceAll('\n', '⏎'))}</code>`;
}

/** Text for an element or a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

type Attributes = Readonly<Record<string, string | number>>;

/** One element. `inner` is markup already; text goes through {@link escaped} first. */
export function tag(name: string, attributes: Attributes, inner = ''): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(shown(value))}"`);
  return `<${name}${list.join('')}>${inner}</${name}>`;
}

/** Text at a place of a drawing. */
export function label(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return tag('text', { x, y, ...attributes }, escaped(text));
}

/** What a reader sees who points at the shape. */
export const hint = (text: string): string => tag('title', {}, escaped(text));

const shown = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;

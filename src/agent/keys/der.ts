/** The few kinds of value (ASN.1 DER) of which requests and certificates are made. */

const UTC_TIME_ENDS = 2050;

function value(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes]);
  const digits = bytes.toString(16);
  const big = Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex');
  return Buffer.concat([Buffer.from([0x80 | big.length]), big]);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => value(0x30, ...parts);
export const set = (...parts: readonly Buffer[]): Buffer => value(0x31, ...parts);
export const text = (content: string): Buffer => value(0x0c, Buffer.from(content));
export const octets = (content: Buffer): Buffer => value(0x04, content);
export const bits = (content: Buffer): Buffer => value(0x03, Buffer.from([0]), content);
/** `[number]` around values. */
export const tagged = (number: number, ...parts: readonly Buffer[]): Buffer => value(0xa0 | number, ...parts);

/** A whole number that is not negative, big end first. */
export function integer(content: Buffer): Buffer {
  const first = content.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.from([0]) : content.subarray(first);
  return value(0x02, (digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

/** An object identifier, as `1.2.840.10045.4.3.2`. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return value(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(number: number): number[] {
  const digits = [number & 0x7f];
  for (let rest = number >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

/** To the second; in the short form as long as there is one, as certificates have to (RFC 5280, 4.1.2.5). */
export function time(moment: Date): Buffer {
  const digits = `${moment.toISOString().replace(/[-:T]|\.\d+Z/g, '')}Z`;
  const short = moment.getUTCFullYear() < UTC_TIME_ENDS;
  return value(short ? 0x17 : 0x18, Buffer.from(short ? digits.slice(2) : digits));
}

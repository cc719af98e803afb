/** State of a snapshot as the engine writes it: entries of its storage, each a length and a message of key and value. */
export function stateOf(entries: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(entries).flatMap(([key, value]) => {
      const message = Buffer.concat([field(0x0a, key), field(0x12, value)]);
      return [varint(message.length), message];
    }),
  );
}

/** What the engine keeps of its seal: shares of this rekeying, empty for the first. */
export function sealEntries(type: string, nonce: string): Record<string, string> {
  const document = (kind: string) => JSON.stringify({ type: kind, secret_shares: 5, secret_threshold: 3, nonce });
  return type === 'shamir'
    ? { 'core/seal-config': document(type) }
    : { 'core/recovery-config': document('shamir'), 'core/seal-config': JSON.stringify({ type, nonce: '' }) };
}

function field(tag: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([tag]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
}

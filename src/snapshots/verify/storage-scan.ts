/** Larger entries than those that are looked for are skipped without being kept. */
const LARGEST_ENTRY_BYTES = 64 * 1024;
const KEY = 0x0a;
const VALUE = 0x12;
/** Bits of a length that one byte carries, and the bit that says that there are more. */
const BITS = 7;
const MORE = 0x80;
const LONGEST_VARINT = 6;

/**
 * Finds entries in the state of a snapshot while it streams by: a length and a protobuf message of key and value each.
 * Only what the engine keeps in the clear can be read. A state of another form is passed over without a word.
 */
export class StorageScan {
  private readonly found = new Map<string, string>();
  private rest: Buffer = Buffer.alloc(0);
  private skip = 0;
  private isLost = false;

  constructor(private readonly wanted: ReadonlySet<string>) {}

  /** What was found under this key. */
  get(key: string): string | undefined {
    return this.found.get(key);
  }

  push(chunk: Buffer): void {
    if (this.isLost) return;
    const skipped = Math.min(this.skip, chunk.length);
    this.skip -= skipped;
    const fresh = chunk.subarray(skipped);
    const bytes = this.rest.length === 0 ? fresh : Buffer.concat([this.rest, fresh]);
    let at = 0;
    while (at < bytes.length && !this.isLost) {
      const size = varint(bytes, at);
      if (size === null) break;
      const end = size.end + size.value;
      if (size.value <= LARGEST_ENTRY_BYTES) {
        if (end > bytes.length) break;
        this.note(bytes.subarray(size.end, end));
      } else if (end > bytes.length) {
        this.skip = end - bytes.length;
      }
      at = Math.min(end, bytes.length);
    }
    this.rest = Buffer.from(bytes.subarray(at));
    if (this.rest.length > LARGEST_ENTRY_BYTES + LONGEST_VARINT) this.isLost = true;
  }

  private note(message: Buffer): void {
    const key = field(message, 0, KEY);
    if (key === null) {
      this.isLost = message.length > 0;
      return;
    }
    const name = key.bytes.toString('utf8');
    if (!this.wanted.has(name)) return;
    const value = field(message, key.end, VALUE);
    if (value !== null) this.found.set(name, value.bytes.toString('utf8'));
  }
}

function field(message: Buffer, at: number, tag: number): { readonly bytes: Buffer; readonly end: number } | null {
  const size = message[at] === tag ? varint(message, at + 1) : null;
  if (size === null || size.end + size.value > message.length) return null;
  const end = size.end + size.value;
  return { bytes: message.subarray(size.end, end), end };
}

/** Null when it goes on beyond these bytes. */
function varint(bytes: Buffer, at: number): { readonly value: number; readonly end: number } | null {
  let value = 0;
  for (let index = 0; index < LONGEST_VARINT; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return null;
    value += (byte & (MORE - 1)) * 2 ** (BITS * index);
    if (byte < MORE) return { value, end: at + index + 1 };
  }
  return { value, end: at + LONGEST_VARINT };
}

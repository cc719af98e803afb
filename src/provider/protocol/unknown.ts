/**
 * A value that Terraform will only know after apply.
 *
 * It keeps the bytes it arrived with (a refinement such as "not null"), because a planned value must equal the
 * configured one to the byte.
 */
export class Unknown {
  constructor(
    /** MessagePack extension type: 0 plain, 12 refined. */
    readonly extension: 0 | 12 = 0,
    readonly payload: Uint8Array = new Uint8Array(1),
  ) {}
}

/** The plain unknown value. */
export const UNKNOWN = new Unknown();

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}

/** Whether nothing in the value is unknown. */
export function isWhollyKnown(value: unknown): boolean {
  if (isUnknown(value)) return false;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isWhollyKnown);
}

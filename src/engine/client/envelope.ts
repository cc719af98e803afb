import * as z from 'zod';

/** The engine's usual envelope; only `data` is of interest. */
export const dataOf = <T>(data: z.ZodType<T>) => z.object({ data }).transform((envelope) => envelope.data);

/** Data of a list: the keys. */
export const keysOf = z.object({ data: z.object({ keys: z.array(z.string()) }) }).transform(({ data }) => data.keys);

/** Go writes an empty list as null. */
export const listOf = <T>(item: z.ZodType<T>) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

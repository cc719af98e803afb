import * as z from 'zod';
import { jsonOf } from './answer.js';
import { orNull } from './listing.js';
import type { CallOptions } from './options.js';
import { enginePath } from './path.js';
import type { Transport } from './transport.js';

const anyRecord = z.record(z.string(), z.unknown());

/** Every field of an answer's envelope that a caller can want, unparsed. */
const logicalBody = z.object({ data: anyRecord.nullish(), auth: anyRecord.nullish() });
export type LogicalAnswer = z.infer<typeof logicalBody>;

/** The `data` at a path, null when nothing is there. */
export async function read(
  transport: Transport,
  path: string,
  options?: CallOptions,
): Promise<Readonly<Record<string, unknown>> | null> {
  const request = { method: 'GET', path: enginePath(path) } as const;
  return (await orNull(transport.json(request, logicalBody, options)))?.data ?? null;
}

/** Writes at a path; the answer is empty where the engine answers nothing. */
export async function write(
  transport: Transport,
  path: string,
  body: Readonly<Record<string, unknown>>,
  options?: CallOptions,
): Promise<LogicalAnswer> {
  const text = await transport.text({ method: 'PUT', path: enginePath(path), body }, options);
  const parsed = logicalBody.safeParse(jsonOf(text));
  return parsed.success ? parsed.data : {};
}

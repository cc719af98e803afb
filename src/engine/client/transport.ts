import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type * as z from 'zod';
import { promptly } from '../../process/index.js';
import { type EngineAnswer, errorsOf, jsonOf } from './answer.js';
import { Connections } from './connections.js';
import { Deadline } from './deadline.js';
import { EngineError } from './errors.js';
import type { CallOptions, EngineClientOptions, EngineTls } from './options.js';
import { redact } from './redact.js';
import { streamDownload } from './stream-download.js';
import { unreachable } from './unreachable.js';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One request; `path` is below `v1/` and already encoded. */
export interface EngineRequest {
  readonly method: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON; nothing is sent when undefined. */
  readonly body?: unknown;
}

/** Carries requests to one engine address. Knows nothing of endpoints; redirects are reported, never followed. */
export class Transport {
  private constructor(
    readonly address: string,
    private readonly connections: Connections,
    private readonly token: () => string | undefined,
    private readonly deadlineMs: number,
    private readonly tls: EngineTls,
  ) {}

  static open(options: EngineClientOptions): Transport {
    const url = new URL(options.address);
    if (url.protocol !== 'https:') {
      throw new Error(`An engine is only talked to over TLS: expected https://host:port, received ${options.address}`);
    }
    const tls = options.tls ?? {};
    const connections = new Connections(url.origin, tls);
    return new Transport(
      url.origin,
      connections,
      options.token ?? (() => undefined),
      options.deadlineMs ?? 10_000,
      tls,
    );
  }

  /** The same connections with another token. */
  withToken(token: () => string | undefined): Transport {
    return new Transport(this.address, this.connections, token, this.deadlineMs, this.tls);
  }

  /** Ends every connection at once; calls under way fail as unreachable. */
  async close(): Promise<void> {
    this.connections.close();
  }

  /** The parsed answer. @throws EngineError on any status but 2xx, EngineUnreachable when none came. */
  async json<T>(request: EngineRequest, schema: z.ZodType<T>, options?: CallOptions): Promise<T> {
    return this.parse(request, await this.accepted(request, options), schema);
  }

  /** For calls that answer nothing worth reading. @throws as {@link json} */
  async send(request: EngineRequest, options?: CallOptions): Promise<void> {
    await this.accepted(request, options);
  }

  /** The body of a 2xx answer as text. @throws as {@link json} */
  async text(request: EngineRequest, options?: CallOptions): Promise<string> {
    return (await this.accepted(request, options)).text;
  }

  /** Whatever was answered, also a refusal. @throws EngineUnreachable when nothing was. */
  async answer(request: EngineRequest, options?: CallOptions): Promise<EngineAnswer> {
    return this.exchange(request, request.body === undefined ? null : JSON.stringify(request.body), options);
  }

  /** As {@link send}, with a stream as body (never retried, it can be read only once). */
  async upload(request: EngineRequest, body: Readable, options?: CallOptions): Promise<void> {
    this.accept(request, await this.exchange(request, body, options));
  }

  /** The body of a 200 answer as a stream; deadline and signal cover the whole of it and end it with an error. */
  async download(request: EngineRequest, options?: CallOptions): Promise<Readable> {
    const deadline = this.deadline(options);
    try {
      options?.signal?.throwIfAborted();
      const url = `${this.address}${pathOf(request)}`;
      const response = await streamDownload({ url, headers: this.headers(), tls: this.tls, signal: deadline.signal });
      const { statusCode: status = 0 } = response;
      if (status === 200) return response.once('close', () => deadline[Symbol.dispose]());
      throw this.refusal(request, { status, text: await text(response) });
    } catch (error) {
      deadline[Symbol.dispose]();
      throw this.failure(request, error, options, deadline);
    }
  }

  /** Parses a body that was already accepted. @throws EngineError when it is not what the endpoint documents. */
  parse<T>(request: EngineRequest, answer: EngineAnswer, schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(jsonOf(answer.text));
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new EngineError(request.method, request.path, answer.status, [`unexpected answer: ${issues.join(', ')}`]);
  }

  /** The error that a refused answer stands for. */
  refusal(request: EngineRequest, answer: EngineAnswer): EngineError {
    const errors = errorsOf(answer.text).map((error) => redact(error, this.token(), request.body));
    return new EngineError(request.method, request.path, answer.status, errors, answer.location);
  }

  private async accepted(request: EngineRequest, options: CallOptions | undefined): Promise<EngineAnswer> {
    return this.accept(request, await this.answer(request, options));
  }

  private accept(request: EngineRequest, answer: EngineAnswer): EngineAnswer {
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw this.refusal(request, answer);
  }

  private async exchange(
    request: EngineRequest,
    body: string | Readable | null,
    options: CallOptions | undefined,
  ): Promise<EngineAnswer> {
    const deadline = this.deadline(options);
    try {
      return await this.request(request, body, options, deadline);
    } catch (error) {
      throw this.failure(request, error, options, deadline);
    } finally {
      deadline[Symbol.dispose]();
    }
  }

  private deadline(options: CallOptions | undefined): Deadline {
    return new Deadline(options?.deadlineMs ?? this.deadlineMs, options?.signal);
  }

  private async request(
    request: EngineRequest,
    body: string | Readable | null,
    options: CallOptions | undefined,
    deadline: Deadline,
  ): Promise<EngineAnswer> {
    options?.signal?.throwIfAborted();
    const { signal } = deadline;
    const headers = { ...this.headers(), ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}) };
    return await promptly(signal, () =>
      this.connections.send({ method: request.method, path: pathOf(request), headers, body, signal }),
    );
  }

  private headers(): Record<string, string> {
    const token = this.token();
    return { 'x-vault-request': 'true', ...(token === undefined ? {} : { 'x-vault-token': token }) };
  }

  private failure(
    request: EngineRequest,
    error: unknown,
    options: CallOptions | undefined,
    deadline: Deadline,
  ): unknown {
    if (error instanceof EngineError) return error;
    if (options?.signal?.aborted && !deadline.expired) return options.signal.reason;
    return unreachable(this.address, request.method, request.path, deadline.expired ? deadline.signal.reason : error);
  }
}

function pathOf({ path, query }: EngineRequest): string {
  return `/v1/${path}${query === undefined ? '' : `?${new URLSearchParams(query)}`}`;
}

import type { EngineClient } from '../../../src/engine/index.js';

interface Method {
  readonly type: string;
  readonly description: string;
  readonly config?: { readonly default_lease_ttl: number; readonly max_lease_ttl: number };
}

/** The settings of an engine in memory, reached as a client reaches them. */
export class FakeSettings {
  readonly policies = new Map<string, string>();
  readonly methods = new Map<string, Method>();
  readonly roles = new Map<string, Readonly<Record<string, unknown>>>();
  readonly writes: string[] = [];
  /** Told every write, beside {@link writes}. */
  told: string[] = [];
  breaksAfter = Number.POSITIVE_INFINITY;
  refuses: Error | null = null;
  forgets = false;
  private audited = false;

  client(): EngineClient {
    const auditDevice = { 'quorate-file/': { type: 'file', options: { file_path: 'logs/audit.log' } } };
    const fake = {
      audit: {
        list: async () => (this.audited ? auditDevice : {}),
        enable: async () => this.write('audit', () => (this.audited = true)),
      },
      policies: {
        get: async (name: string) => this.policies.get(name) ?? null,
        put: async (name: string, text: string) => this.write(name, () => this.policies.set(name, text)),
        remove: async (name: string) => this.write(name, () => this.policies.delete(name)),
      },
      auth: {
        list: async () => Object.fromEntries(this.methods),
        enable: async (path: string, method: Method) => this.write(path, () => this.methods.set(`${path}/`, method)),
        disable: async (path: string) => this.write(path, () => this.methods.delete(`${path}/`)),
        tune: async (path: string, { description, ...config }: Method & Required<Method>['config']) =>
          this.write(path, () => {
            const { type = '' } = this.methods.get(`${path}/`) ?? {};
            this.methods.set(`${path}/`, { type, description, config });
          }),
      },
      cert: () => ({ role: async (name: string) => this.roles.get(name) ?? null }),
      write: async (path: string, body: Readonly<Record<string, unknown>>) =>
        this.write(path, () => this.roles.set(path.slice(path.lastIndexOf('/') + 1), asRead(body))),
    };
    // Settings use no more of a client than what is here.
    return fake as unknown as EngineClient;
  }

  private write(what: string, change: () => unknown): void {
    if (this.refuses) throw this.refuses;
    if (this.writes.length >= this.breaksAfter) {
      this.writes.length = 0;
      throw new Error('killed');
    }
    this.writes.push(what);
    this.told.push(what);
    if (!this.forgets) change();
  }
}

/** A role as the engine tells it: lists that are there, times in seconds. */
function asRead(body: Readonly<Record<string, unknown>>) {
  const seconds = (text: unknown) => Number.parseInt(String(text), 10) * (String(text).endsWith('h') ? 3600 : 60);
  return {
    allowed_common_names: [],
    allowed_organizational_units: [],
    ...body,
    token_ttl: seconds(body['token_ttl']),
    token_max_ttl: seconds(body['token_max_ttl']),
  };
}

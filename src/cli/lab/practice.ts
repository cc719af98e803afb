import { execa } from 'execa';
import { type ClusterSpec, type Preparation, readSpec } from '../../cluster/index.js';
import { type EngineClient, EngineError, EngineUnreachable } from '../../engine/index.js';
import { carryOut, type Environment, readStatus, withCluster } from '../../environment/index.js';
import { waitUntil } from '../../process/index.js';
import { QuorateError, reasonOf, type StatusReport } from '../../schema/index.js';
import { deployed } from '../deployed.js';
import { environmentOf, projectFolder } from '../project.js';

/** Where the exercises keep what they write; removed when they are over. */
const MOUNT = 'quorate-exercise';
const HEALTHY_MS = 120_000;
const ANSWER_MS = 30_000;

/** What the exercises of one lab are done with. */
export class Practice {
  constructor(
    private readonly cwd: string,
    readonly name: string,
    private readonly signal: AbortSignal,
  ) {}

  get environment(): Environment {
    return environmentOf(this.cwd, this.name);
  }

  /** `cdktf deploy`, as anybody would run it. */
  async deploy(): Promise<void> {
    const { exitCode, all } = await execa('npx', ['cdktf', 'deploy', this.name, '--auto-approve'], {
      cwd: projectFolder(this.cwd),
      env: { CI: '1', FORCE_COLOR: '0' },
      stdin: 'ignore',
      all: true,
      reject: false,
      cancelSignal: this.signal,
    });
    if (exitCode === 0) return;
    throw new QuorateError(
      'QRT-EXERCISE',
      `cdktf deploy ${this.name} ended with ${exitCode}: ${all.trim().split('\n').slice(-15).join('\n')}`,
      'Cure what it says, then begin the exercise again.',
    );
  }

  /** Undefined before the first deploy. */
  status(): Promise<StatusReport | undefined> {
    return readStatus(this.environment);
  }

  /** The report, once this holds of it. */
  async once(what: string, holds: (report: StatusReport) => boolean): Promise<StatusReport> {
    let last = 'nothing is deployed';
    const look = async () => {
      const report = await this.status();
      if (report) last = report.problems.map(({ message }) => message).join('; ') || `${report.leader} leads`;
      return report && holds(report) ? report : undefined;
    };
    const found = await waitUntil(look, { deadlineMs: HEALTHY_MS, intervalMs: 300, signal: this.signal });
    if (found) return found;
    throw new QuorateError(
      'QRT-EXERCISE',
      `${this.name} was expected to ${what} within ${HEALTHY_MS / 1000} s; last seen: ${last}`,
      `\`quorate status ${this.name}\` shows more.`,
    );
  }

  /** What a command of an operator does, under the lock and in the journal like any other. */
  async carryOut<R>(kind: string, preparation: Preparation<R>): Promise<R> {
    const { environment, spec } = await this.deployed();
    const { signal } = this;
    return await carryOut(environment, spec, kind, preparation, { signal, progress: () => undefined });
  }

  async write(secret: string, value: string): Promise<void> {
    await this.asAdmin(async (admin) => {
      await prepareMount(admin);
      await admin.kv2(MOUNT).put(secret, { value });
    });
  }

  async read(secret: string): Promise<string> {
    return await this.asAdmin(async (admin) => {
      const found = (await admin.kv2(MOUNT).get(secret))?.data['value'];
      return typeof found === 'string' ? found : 'nothing';
    });
  }

  async delete(secret: string): Promise<void> {
    await this.asAdmin((admin) => admin.remove(`${MOUNT}/metadata/${secret}`));
  }

  /** Takes what the exercises wrote away. */
  async tidy(): Promise<void> {
    await this.asAdmin((admin) => admin.mounts.disable(MOUNT));
  }

  /** Through the balancer, as every client; a cluster that is just electing is asked again. */
  async asAdmin<T>(use: (admin: EngineClient) => Promise<T>): Promise<T> {
    const { environment, spec } = await this.deployed();
    return await withCluster(environment, spec.name, async ({ logins }) => {
      let last: unknown;
      const attempt = async () => {
        try {
          return { result: await use(await logins.as('admin', addressOf(spec))) };
        } catch (error) {
          if (!(error instanceof EngineError || error instanceof EngineUnreachable)) throw error;
          last = error;
          logins.forget();
          return undefined;
        }
      };
      const found = await waitUntil(attempt, { deadlineMs: ANSWER_MS, intervalMs: 200, signal: this.signal });
      if (found) return found.result;
      throw new QuorateError('QRT-EXERCISE', `the cluster did not answer: ${reasonOf(last)}`, 'Look at its status.');
    });
  }

  /** @throws QuorateError `QRT-EXERCISE` anywhere but in a lab: the exercises stop machines and delete data. */
  async assertLab(): Promise<void> {
    const spec = await readSpec(this.environment.store);
    if (spec === undefined || spec.custody.type === 'lab') return;
    throw new QuorateError(
      'QRT-EXERCISE',
      `${this.name} is not a lab: its shares are with people, and exercises stop machines and take data back`,
      'Deploy a lab and exercise there.',
    );
  }

  private async deployed(): Promise<{ readonly environment: Environment; readonly spec: ClusterSpec }> {
    await this.assertLab();
    return await deployed(this.cwd, this.name);
  }
}

async function prepareMount(admin: EngineClient): Promise<void> {
  if ((await admin.mounts.list())[`${MOUNT}/`]) return;
  await admin.mounts.enable(MOUNT, { type: 'kv', options: { version: '2' } });
}

function addressOf({ balancer_address, members }: ClusterSpec): string {
  return balancer_address ?? Object.values(members)[0]?.address ?? '';
}

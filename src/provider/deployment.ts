import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Environment, openEnvironment } from '../environment/index.js';
import { resourceDefiner } from './framework/index.js';
import { assertNotPaused } from './pause.js';

/** Within this time Terraform asks for everything that it makes at the same time. Milliseconds. */
const SAME_TIME_MS = 30;

/** What every resource of one Terraform run shares. */
export class Deployment {
  private readonly opened = new Map<string, Environment>();
  private readonly checked = new Map<string, Promise<void>>();
  private underWay: Promise<unknown> = Promise.resolve();

  constructor(
    /** The project's folder, absolute. */
    readonly projectDir: string,
    /** The folder that the provider was distributed as: bundles, templates, engines. */
    readonly assets: string = dirname(fileURLToPath(import.meta.url)),
  ) {}

  /** @param configured relative to the folder that Terraform runs in */
  static from(configured: string): Deployment {
    return new Deployment(resolve(configured));
  }

  environment(name: string): Environment {
    const known = this.opened.get(name);
    if (known) return known;
    const environment = openEnvironment(this.projectDir, name);
    this.opened.set(name, environment);
    return environment;
  }

  /**
   * The environment in which a machine is about to be made: what the machine will need of the working store is proven
   * to work before, and there are authorities to certify it.
   *
   * @throws QuorateError `QRT-WORKING-STORE`, `QRT-AUTHORITY`, or `QRT-PAUSED` while nothing shall be changed
   */
  async usable(name: string): Promise<Environment> {
    const environment = this.environment(name);
    const checked = this.checked.get(name) ?? prepared(environment);
    this.checked.set(name, checked);
    await checked;
    await assertNotPaused(environment);
    return environment;
  }

  /** Work that {@link afterTheFirst} waits for. */
  first<T>(work: Promise<T>): Promise<T> {
    this.underWay = work.catch(() => undefined);
    return work;
  }

  /**
   * Lets what everybody waits for have the processors first: starting a seal server takes three times as long while
   * three machines of members start beside it, and they wait for it seconds later.
   */
  async afterTheFirst(): Promise<void> {
    await delay(SAME_TIME_MS);
    await this.underWay;
  }
}

async function prepared({ working, signer }: Environment): Promise<void> {
  await working.check();
  await signer.prepare();
}

/** Defines the resources of this provider. */
export const defineResource = resourceDefiner<Deployment>();

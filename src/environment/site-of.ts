import { openEc2, openTargetGroups, openTunnel } from '../aws/index.js';
import type { EnvironmentStore } from '../operation/index.js';
import type { MachineSite } from '../schema/index.js';
import { Pins } from './ec2/pins.js';
import { Ec2Site } from './ec2/site.js';
import type { Site } from './site.js';
import { readSitePlace, writeSitePlace } from './site-place.js';

/** The site of an environment, known once its store is read: this computer unless a deploy has noted another one. */
export class ChosenSite {
  #site: Promise<Site> | undefined;

  constructor(
    private readonly name: string,
    private readonly store: EnvironmentStore,
    private readonly local: Site,
    private readonly operatorKey: () => Promise<string>,
  ) {}

  get(): Promise<Site> {
    this.#site ??= readSitePlace(this.store).then((place) => (place ? this.#at(place) : this.local));
    this.#site.catch(() => {
      this.#site = undefined;
    });
    return this.#site;
  }

  /** Notes where the machines will be, for this process and for all others. */
  async settle(place: MachineSite): Promise<void> {
    await writeSitePlace(this.store, place);
    this.#site = undefined;
  }

  async #at({ region, instance_connect: way }: MachineSite): Promise<Site> {
    const { name: environment, operatorKey } = this;
    const pins = new Pins(this.store);
    return new Ec2Site({
      environment,
      ec2: await openEc2({ region }),
      groups: openTargetGroups({ region }),
      pins,
      dial: way && ((address) => openTunnel({ region }, { id: way.id, dnsName: way.dns_name }, address)),
      operatorKey,
    });
  }
}

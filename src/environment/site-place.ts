import { decodeJson, type EnvironmentStore, encodeJson } from '../operation/index.js';
import { type MachineSite, machineSite } from '../schema/index.js';

const KEY = 'site';

/** Where the machines of the environment are when that is not this computer; public. */
export async function readSitePlace(store: EnvironmentStore): Promise<MachineSite | undefined> {
  const value = await store.get(KEY);
  return value && decodeJson(machineSite, value.body, KEY);
}

/** Notes it for commands that run outside of Terraform. */
export async function writeSitePlace(store: EnvironmentStore, place: MachineSite): Promise<void> {
  const known = await readSitePlace(store);
  if (JSON.stringify(known) !== JSON.stringify(place)) await store.put(KEY, encodeJson(place));
}

import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { boot, cutPower, powerOff } from './container.js';
import { makeFabric, plugIn, removeFabric, unplug } from './fabric.js';
import { mountRoot, unmountRoot } from './root.js';

/** `builder.json`: what of this host belongs to a builder, written before it is made. */
const record = z.object({ name: z.string(), fabric: z.number().nullable() });

const POWER_OFF_MS = 20_000;

/** Builders on this host: machines of their own on a network of their own, with the base below and their changes above. */
export const nspawnBuilders = {
  async boot(
    { lower, home, hostKey, authorizedKey }: { lower: string; home: string; hostKey: string; authorizedKey: string },
    signal?: AbortSignal,
  ) {
    const name = `bake-${randomBytes(4).toString('hex')}`;
    await remember(home, { name, fabric: null });
    const fabric = await makeFabric(home);
    await remember(home, { name, fabric: fabric.index });
    const { address } = await plugIn(fabric, 0, name);
    const root = await mountRoot({ lower, home });
    await put(join(root, 'etc/ssh/ssh_host_ed25519_key'), hostKey, 0o600);
    await put(join(root, 'root/.ssh/authorized_keys'), authorizedKey, 0o600);
    signal?.throwIfAborted();
    await boot({ name, home, root });
    return {
      host: address,
      user: 'root',
      root,
      powerOff: (giveUp?: AbortSignal) => powerOff(name, POWER_OFF_MS, giveUp),
    };
  },

  async remove(home: string): Promise<void> {
    const text = await readFile(join(home, 'builder.json'), 'utf8').catch(() => null);
    if (text === null) return;
    const { name, fabric } = record.parse(JSON.parse(text));
    await cutPower(name);
    await unmountRoot(home);
    await unplug(name);
    if (fabric !== null) await removeFabric({ index: fabric });
    await rm(join(home, 'builder.json'));
  },
};

async function remember(home: string, builder: z.infer<typeof record>): Promise<void> {
  await writeFile(join(home, 'builder.json'), JSON.stringify(builder));
}

async function put(path: string, content: string, mode: number): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  await writeFile(path, content);
  await chmod(path, mode);
}

import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Aspects, type ISynthesisSession, TerraformBackend, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import * as z from 'zod';
import { REHEARSAL_SUFFIX } from '../schema/index.js';
import type { Custody } from './custody.js';
import { LocalPlatform } from './local/platform.js';
import type { Placement, PlacementRequest, Platform } from './platform.js';

/** cdktf's hook for constructs that write files of their own; `cdktn` has the same. */
const CUSTOM_SYNTHESIS = Symbol.for('cdktf/customSynthesis');

/** Whether stacks are synthesised as they are, or to be rehearsed on this computer (`QUORATE_REHEARSE=1`). */
export function isRehearsal(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['QUORATE_REHEARSE'] === '1';
}

/** The environment of a stack: a rehearsal has one of its own, so that it never meets what it rehearses. */
export function environmentOf(stack: TerraformStack, rehearsal: boolean): string {
  return rehearsal ? `${stack.node.id}${REHEARSAL_SUFFIX}` : stack.node.id;
}

/**
 * Another platform's topology on real machines of this computer: as many, in zones of the same names. What is outside of
 * it is left out: keys of clouds, buckets.
 */
export class RehearsalPlatform implements Platform {
  readonly imageForm = 'machine';
  readonly zones: readonly string[];
  readonly #local: LocalPlatform;

  constructor(private readonly rehearsed: Platform) {
    this.zones = rehearsed.zones;
    this.#local = new LocalPlatform({ machines: 'nspawn' }, rehearsed.zones);
  }

  custodyOf(asked: Custody | undefined): Custody {
    return this.rehearsed.custodyOf(asked);
  }

  place(scope: Construct, { seal, snapshots, ...request }: PlacementRequest): Placement {
    const placement = this.#local.place(scope, {
      ...request,
      seal: seal?.type === 'shamir' ? seal : undefined,
      snapshots,
    });
    return { ...placement, storage: null };
  }
}

const backendRecord = z.object({ backend: z.object({ config: z.object({ path: z.string().nullish() }) }) });

/** Keeps the state of a rehearsal in its environment's folder, and the states of both apart. */
export class RehearsalState extends Construct {
  constructor(scope: Construct, id: string, rehearsal: boolean) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    if (rehearsal) Aspects.of(stack).add({ visit: (node) => node === stack && this.#moveState(stack) });
    Object.defineProperty(this, CUSTOM_SYNTHESIS, {
      value: {
        onSynthesize: ({ manifest, outdir }: ISynthesisSession) =>
          forgetOther(path.join(outdir, manifest.forStack(stack).workingDirectory), rehearsal),
      },
    });
  }

  #moveState(stack: TerraformStack): void {
    for (const backend of stack.node.findAll().filter(TerraformBackend.isBackend)) {
      backend.node.scope?.node.tryRemoveChild(backend.node.id);
    }
    // Relative to the stack's folder, as cdktf runs Terraform there.
    const local = { path: `../../../.quorate/${environmentOf(stack, true)}/terraform.tfstate` };
    stack.addOverride('terraform.backend', { local });
  }
}

/** Terraform remembers which state a folder had, and would ask to copy one into the other. */
function forgetOther(folder: string, rehearsal: boolean): void {
  const file = path.join(folder, '.terraform', 'terraform.tfstate');
  if (!existsSync(file)) return;
  const remembered = backendRecord.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  const wasRehearsal = remembered.data?.backend.config.path?.includes(`${REHEARSAL_SUFFIX}/`) ?? false;
  if (wasRehearsal !== rehearsal) rmSync(file);
}

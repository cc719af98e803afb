import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Annotations, App, type ISynthesisSession, TerraformProvider, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { PROVIDER } from '../../schema/resources/index.js';
import { mirrorObstacle } from './cli-configuration.js';
import { writeImpliedMirror } from './implied-mirror.js';
import { type RequiredProvider, renderLockFile } from './lock-file.js';
import { type ProviderPackage, providerPackage } from './provider-package.js';

/** cdktf's hook for constructs that write files of their own; `cdktn` has the same. */
const CUSTOM_SYNTHESIS = Symbol.for('cdktf/customSynthesis');
const LOCK_FILE = '.terraform.lock.hcl';
const REGISTRY = 'registry.terraform.io';

export interface QuorateProviderProps {
  /** Folder of the built assets: `provider.mjs` and what it reads at run time. */
  readonly assets: string;
  /**
   * Root of the project, where `.quorate` is.
   * @default the working directory
   */
  readonly projectDir?: string;
  /**
   * Committed lock file of the environment, for the hashes of other providers.
   * @default `stacks/<stack>.terraform.lock.hcl` in the project, when it is there
   */
  readonly lockFile?: string;
}

/**
 * The provider of a stack. At synthesis it lays itself beside the stack's configuration, so that plain
 * `cdktf deploy ENV` works with no registry, no flag and no environment variable.
 *
 * @example
 * new QuorateProvider(stack, 'quorate', { assets: path.join(root, 'dist') });
 */
export class QuorateProvider extends TerraformProvider {
  readonly #package: ProviderPackage;
  readonly #projectDir: string;
  readonly #lockFile: string;

  constructor(scope: Construct, id: string, props: QuorateProviderProps) {
    const described = providerPackage(props.assets);
    super(scope, id, {
      terraformResourceType: PROVIDER.name,
      terraformProviderSource: PROVIDER.source,
      terraformGeneratorMetadata: {
        providerName: PROVIDER.name,
        providerVersion: described.version,
        providerVersionConstraint: described.version,
      },
    });
    this.#package = described;
    this.#projectDir = path.resolve(props.projectDir ?? '.');
    const stack = TerraformStack.of(this);
    this.#lockFile = props.lockFile ?? path.join(this.#projectDir, 'stacks', `${stack.node.id}.terraform.lock.hcl`);
    Object.defineProperty(this, CUSTOM_SYNTHESIS, {
      value: { onSynthesize: (session: ISynthesisSession) => this.#layBesideStack(session) },
    });
    const obstacle = mirrorObstacle(process.env);
    if (obstacle) Annotations.of(this).addWarning(obstacle);
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    const app = App.of(this);
    const { workingDirectory } = app.manifest.forStack(TerraformStack.of(this));
    const folder = path.resolve(app.outdir, workingDirectory);
    return { project_dir: path.relative(folder, this.#projectDir) || '.' };
  }

  #layBesideStack(session: ISynthesisSession): void {
    const { workingDirectory } = session.manifest.forStack(TerraformStack.of(this));
    const folder = path.join(session.outdir, workingDirectory);
    writeImpliedMirror(folder, this.#package);

    const lockFile = path.join(folder, LOCK_FILE);
    const known = [this.#lockFile, lockFile]
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'utf8'));
    const own = { source: PROVIDER.source, version: this.#package.version, h1: this.#package.h1 };
    const text = renderLockFile(own, this.#requiredProviders(), known);
    if (known.at(-1) !== text || !existsSync(lockFile)) writeFileSync(lockFile, text);
  }

  #requiredProviders(): RequiredProvider[] {
    const providers = TerraformStack.of(this).node.findAll().filter(TerraformProvider.isTerraformProvider);
    const required = new Map(
      providers.map(({ terraformProviderSource, terraformResourceType, terraformGeneratorMetadata: meta }) => {
        const source = fullSource(terraformProviderSource ?? terraformResourceType);
        return [source, { source, constraint: meta?.providerVersion ?? meta?.providerVersionConstraint }];
      }),
    );
    return [...required.values()];
  }
}

function fullSource(source: string): string {
  const parts = source.split('/');
  if (parts.length === 1) return `${REGISTRY}/hashicorp/${source}`;
  return parts.length === 2 ? `${REGISTRY}/${source}` : source;
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { execa } from 'execa';
import * as z from 'zod';
import { bakeImage, type DeclaredImage } from '../../environment/index.js';
import { assetsFolder } from '../../image/index.js';
import { QuorateError } from '../../schema/index.js';
import { quorateImage } from '../../schema/resources/index.js';
import { EXIT, ending, withExitCodes } from '../exit.js';
import { interruptible } from '../interruptible.js';
import { environmentOf, projectFolder } from '../project.js';
import type { Shell } from '../shell.js';

const { digest, form, engine, base, provision, signers, ec2 } = quorateImage.attributes;
/** The image of a stack as synthesis wrote it. */
const synthesised = z.object({
  resource: z.object({
    quorate_image: z.object({
      image: z.object({
        digest: digest.type,
        form: form.type,
        engine: z.object({
          ...engine.type.shape,
          file: engine.type.shape.file.default(null),
          sha256: engine.type.shape.sha256.default(null),
        }),
        base: base.type.nullable().default(null),
        provision: provision.type.default([]),
        signers: signers.type.default([]),
        ec2: ec2.type.nullable().default(null),
      }),
    }),
  }),
});

/** `quorate image build ENV`: what a deploy would bake, baked by the same code. */
export function buildCommand(shell: Shell): Command {
  const command = new Command('build')
    .description('bake the image that a stack declares, as a deploy would, unless it is there')
    .argument('<environment>', 'stack of the project, for example lab')
    .action((name: string) =>
      ending(shell, EXIT.failed, async () => {
        environmentOf(shell.cwd, name);
        const projectDir = projectFolder(shell.cwd);
        const declared = await declaredImage(projectDir, name, shell.env);
        const { path, baked } = await interruptible((signal) =>
          bakeImage(declared, { projectDir, assets: assetsFolder(), signal, progress: (line) => shell.note(line) }),
        );
        shell.note(baked ? `baked: ${path}` : `it is there: ${path}`);
        shell.print(declared.digest);
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'baked, or it was there', 1: 'failed; nothing of the bake is left' });
}

async function declaredImage(project: string, name: string, env: NodeJS.ProcessEnv): Promise<DeclaredImage> {
  const options = { cwd: project, env, preferLocal: true, reject: false, all: true, stdin: 'ignore' } as const;
  const done = await execa('cdktf', ['synth'], options);
  const file = join(project, 'cdktf.out/stacks', name, 'cdk.tf.json');
  if (done.exitCode !== 0 || !existsSync(file)) {
    throw new QuorateError(
      'QRT-IMAGE-STACK',
      `there is no stack ${name} to bake an image for: ${done.exitCode === 0 ? 'it is none of the project' : (done.all ?? done.shortMessage)}`,
      '`npx cdktf list` shows the stacks; correct what synthesis says.',
    );
  }
  const found = synthesised.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (found.success) return withoutReferences(found.data.resource.quorate_image.image);
  throw new QuorateError(
    'QRT-IMAGE-STACK',
    `the stack ${name} declares no image of ours: ${z.prettifyError(found.error)}`,
    'Name a stack that holds an HaCluster.',
  );
}

/** Before a stack is deployed nobody knows the network in it: builders stand in the account's default one then. */
function withoutReferences(image: DeclaredImage): DeclaredImage {
  const { ec2: place } = image;
  if (place === null || !JSON.stringify(place).includes('${')) return image;
  return { ...image, ec2: { ...place, subnet_id: null, security_group_ids: [] } };
}

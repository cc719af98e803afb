import * as z from 'zod';
import { engineRelease, imageDigest } from './names.js';

/** `manifest.json` of an image: what is in it, with the sha256 of every file (paths relative to the image). */
export const imageManifest = z.object({
  schema: z.literal(1),
  digest: imageDigest,
  form: z.enum(['process', 'machine']),
  engine: engineRelease.extend({ sha256: z.string(), source: z.string(), file: z.string() }),
  agent: z.object({ file: z.string(), sha256: z.string() }),
  files: z.record(z.string(), z.string()),
  /** Of a machine, in the manifest beside its root file system. */
  machine: z
    .object({
      /** sha256 of the sealed root file system: two bakes of the same inputs from the same packages make the same. */
      content: imageDigest,
      /** sha256 of the base's archive. */
      base: z.string(),
      node: z.object({ version: z.string(), sha256: z.string() }),
      /** Version of every Debian package. */
      packages: z.record(z.string(), z.string()),
      /** Of the root file system, bytes. */
      size: z.number(),
      /** sha256 of every file that the bake put in, by absolute path. */
      installed: z.record(z.string(), z.string()),
    })
    .optional(),
});
export type ImageManifest = z.infer<typeof imageManifest>;

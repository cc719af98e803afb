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
});
export type ImageManifest = z.infer<typeof imageManifest>;

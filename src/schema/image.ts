import * as z from 'zod';
import { engineRelease, imageDigest } from './names.js';

/** A root file system of the user's own that machine images are made from. */
export const ownBase = z.object({
  /** Archive (tar, also compressed), relative to the project. */
  file: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 has 64 lower-case hex digits'),
});
export type OwnBase = z.infer<typeof ownBase>;

/** What a user has done on the builder once everything of ours is in place. Public: no secret belongs in it. */
export const provisioningStep = z.object({
  /** What it does, as progress shows it. */
  name: z.string().min(1),
  /** Shell text, run as root; any exit code but 0 ends the bake. */
  script: z.string().min(1),
});
export type ProvisioningStep = z.infer<typeof provisioningStep>;

/** A folder for processes, a machine of a computer of one's own, or a machine of EC2. */
export const imageForm = z.enum(['process', 'machine', 'ami']);
export type ImageForm = z.infer<typeof imageForm>;

/** Where on EC2 an image is baked. */
export const bakePlace = z.object({
  /** For example `eu-west-1`. */
  region: z.string().min(1),
  /** Regions that get a copy. */
  copies: z.array(z.string()),
  /** Of the builder; the account's default network without. */
  subnet_id: z.string().nullable(),
  /** Have to admit whoever deploys on port 22. */
  security_group_ids: z.array(z.string()),
  instance_type: z.string(),
  /** Whether whoever deploys reaches the builder at a public address. */
  public_address: z.boolean(),
});
export type BakePlace = z.infer<typeof bakePlace>;

/** `manifest.json` of an image: what is in it, with the sha256 of every file (paths relative to the image). */
export const imageManifest = z.object({
  schema: z.literal(1),
  digest: imageDigest,
  form: imageForm,
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

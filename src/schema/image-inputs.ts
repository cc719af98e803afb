import * as z from 'zod';
import { digestOf } from './digest.js';
import { imageForm } from './image.js';
import { engineRelease } from './names.js';

/**
 * Everything that decides what is in an image. Its digest is the image's name: known at plan time, and the same on
 * every operator's machine.
 */
export const imageInputs = z.object({
  schema: z.literal(1),
  form: imageForm,
  /** The release, and the sha256 of every artefact of it that the lock accepts. */
  engine: engineRelease.extend({ platform: z.string(), artefacts: z.array(z.string()) }),
  /**
   * Of a machine: digest of how its base is made (or of the base itself, where it is the user's own), checksum of the Node
   * runtime, and digests of the user's provisioning steps in their order.
   */
  machine: z.object({ base: z.string(), node: z.string(), provision: z.array(z.string()).optional() }).optional(),
  /** sha256 by path of every part of the agent's bundle. */
  agent: z.record(z.string(), z.string()),
  /** sha256 by path of every template. */
  templates: z.record(z.string(), z.string()),
});
export type ImageInputs = z.infer<typeof imageInputs>;

/** The digest of an image's declared inputs. */
export function imageDigestOf(inputs: ImageInputs): string {
  return digestOf({ ...inputs, engine: { ...inputs.engine, artefacts: [...inputs.engine.artefacts].sort() } });
}

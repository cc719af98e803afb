import * as z from 'zod';
import { bakePlace, imageForm, ownBase, provisioningStep } from '../image.js';
import { engineRelease, environmentName, imageDigest } from '../names.js';
import { computed, optional, required, resourceSchema } from './attributes.js';

/** An image in the project's image store. A new digest is baked beside the old one, so it changes in place. */
export const quorateImage = resourceSchema('quorate_image', 'A machine image, identified by its declared inputs.', {
  digest: required(imageDigest, {
    description: 'Digest of the declared inputs, known before the image is baked.',
    cure: 'Take the digest from the image construct; it is not written by hand.',
  }),
  form: required(imageForm, { description: 'A folder for processes, a bootable machine, or a machine of EC2.' }),
  engine: required(
    engineRelease.extend({
      /** `lab` accepts an engine built from source, `vendor` only a verified release, `file` the file below. */
      policy: z.enum(['lab', 'vendor', 'file']),
      /** The file of the policy `file`, relative to the project. */
      file: z.string().nullable(),
      sha256: z.string().nullable(),
    }),
    { description: 'The engine release in the image, and which artefacts of it are accepted.' },
  ),
  base: optional(ownBase, {
    description: 'Root file system that a machine image is made from, in place of Debian 12.',
  }),
  provision: optional(z.array(provisioningStep), {
    default: [],
    description: 'What is done on the builder of a machine image once everything else is in place.',
  }),
  signers: optional(z.array(z.string()), {
    default: [],
    description: 'Ed25519 public keys (PEM), of which one must have signed the image; none: it need not be signed.',
  }),
  environment: optional(environmentName, {
    description: 'Environment of this computer whose machines boot it: they are all processes, or all real ones.',
  }),
  ec2: optional(bakePlace, { description: 'Where an image of the form ami is baked, and what regions get a copy.' }),
  ami: computed(z.string().nullable(), { description: 'Id of the image on EC2, where it is one.' }),
  id: computed(z.string(), { description: 'The digest of the image that is there.' }),
});

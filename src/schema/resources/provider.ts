import { z } from 'zod';
import { required } from './attributes.js';

/** Source address and local name of the provider. */
export const PROVIDER = { name: 'quorate', source: 'registry.terraform.io/quorate/quorate' } as const;

/** Configuration of the provider block. */
export const providerAttributes = {
  project_dir: required(z.string().min(1), {
    description: "The project's root, relative to the folder that Terraform runs in, so that a saved plan can move.",
  }),
};

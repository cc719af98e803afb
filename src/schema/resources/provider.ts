import * as z from 'zod';
import { required } from './attributes.js';

/**
 * The provider as Terraform knows it: local name, source address, and the release its content-addressed versions
 * start with (that of package.json).
 */
export const PROVIDER = { name: 'quorate', source: 'registry.terraform.io/quorate/quorate', release: '0.1.0' } as const;

/** Configuration of the provider block. */
export const providerAttributes = {
  project_dir: required(z.string().min(1), {
    description: "The project's root, relative to the folder that Terraform runs in, so that a saved plan can move.",
  }),
};

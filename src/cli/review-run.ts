import { existsSync } from 'node:fs';
import { isReviewJson, type Review, reviewPlan, securityOnly, toPlan, toReview } from '../review/index.js';
import { readAcknowledgements, readJsonFile } from './review-input.js';
import type { ReportOptions } from './review-options.js';
import { planStack, type StackPlan } from './stack-plan.js';

/** What is reviewed. */
export interface Source {
  readonly json: unknown;
  readonly environment?: string | undefined;
  readonly refreshed?: boolean | undefined;
  readonly configurationFile?: string;
}

/** Reviews a plan; a review that was written before is read back as it is. */
export function reviewSource(source: Source, options: ReportOptions): Review {
  const whole = isReviewJson(source.json)
    ? toReview(source.json)
    : reviewPlan(toPlan(source.json), optionsOf(source, options));
  return options.securityOnly ? securityOnly(whole) : whole;
}

/** Plans a stack and reviews the plan; the caller disposes of the plan. */
export async function reviewStack(name: string, options: ReportOptions): Promise<{ plan: StackPlan; review: Review }> {
  process.stderr.write(`planning ${name} …\n`);
  const plan = await planStack(name);
  if (plan.complaint !== null) process.stderr.write(`${plan.complaint}\n`);
  try {
    return { plan, review: reviewSource({ ...plan, environment: name }, options) };
  } catch (error) {
    plan.dispose();
    throw error;
  }
}

function optionsOf({ environment, refreshed, configurationFile }: Source, options: ReportOptions) {
  const { baseConfig } = options;
  const after =
    configurationFile !== undefined && existsSync(configurationFile) ? readJsonFile(configurationFile) : undefined;
  return {
    environment,
    refreshed,
    strict: options.fail,
    acknowledgements: readAcknowledgements(options.ack),
    configurations:
      baseConfig === undefined || after === undefined ? undefined : { before: readJsonFile(baseConfig), after },
  };
}

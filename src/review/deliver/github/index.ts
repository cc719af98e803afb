export { type ApplyResult, postApplyResult } from './apply-result.js';
export { type GitHubContext, githubContext } from './context.js';
export { type PostOptions, type PostResult, postReview } from './post.js';
export { setOutputs } from './step-summary.js';

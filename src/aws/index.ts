export { awsCodeOf } from './aws-error.js';
export type { AwsPlace } from './client-settings.js';
export type { CopyOrder, Ec2, Ec2Image, Ec2Instance, InstanceState, LaunchOrder, Tags } from './ec2.js';
export { type FigureStore, type Figures, openFigures } from './figures.js';
export { openEc2 } from './open-ec2.js';
export { openRoles, type RoleCredentials, type Roles } from './roles.js';
export { openSecrets, type Secrets, type SecretsPlace } from './secrets.js';
export { openSigningKeys, type SigningKeys } from './signing-keys.js';
export { openTargetGroups, type TargetGroup, type TargetGroups } from './target-groups.js';

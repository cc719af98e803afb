import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import { type AllPlayed, sent, tagsOf, text } from '../resource.js';

const roles = new iam.IAMClient({});
const keys = new kms.KMSClient({});
const named = () => `terraform-${Date.now()}${Math.random().toString(36).slice(2, 8)}`;

export const identity: AllPlayed = {
  aws_iam_role: {
    create: async (planned) => {
      const RoleName = named();
      const { Role } = await roles.send(
        new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: text(planned, 'assume_role_policy') }),
      );
      return { id: RoleName, name: RoleName, arn: sent(Role?.Arn) };
    },
    delete: ({ id }) => roles.send(new iam.DeleteRoleCommand({ RoleName: String(id) })),
  },
  aws_iam_role_policy: {
    create: async (planned) => {
      const [RoleName, PolicyName] = [text(planned, 'role'), text(planned, 'name')];
      await roles.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: text(planned, 'policy') }));
      return { id: `${RoleName}:${PolicyName}` };
    },
    delete: (state) =>
      roles.send(new iam.DeleteRolePolicyCommand({ RoleName: text(state, 'role'), PolicyName: text(state, 'name') })),
  },
  aws_iam_instance_profile: {
    create: async (planned) => {
      const InstanceProfileName = named();
      await roles.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName }));
      const RoleName = text(planned, 'role');
      await roles.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
      return { id: InstanceProfileName, name: InstanceProfileName };
    },
    delete: async ({ id, role }) => {
      const InstanceProfileName = String(id);
      const RoleName = String(role);
      await roles.send(new iam.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
      await roles.send(new iam.DeleteInstanceProfileCommand({ InstanceProfileName }));
    },
  },
  aws_kms_key: {
    create: async (planned) => {
      const command = new kms.CreateKeyCommand({
        Description: text(planned, 'description'),
        Policy: text(planned, 'policy'),
        BypassPolicyLockoutSafetyCheck: true,
        Tags: tagsOf(planned).map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
      });
      const { KeyMetadata } = await keys.send(command);
      const KeyId = sent(KeyMetadata?.KeyId);
      await keys.send(new kms.EnableKeyRotationCommand({ KeyId }));
      return { id: KeyId, key_id: KeyId, arn: sent(KeyMetadata?.Arn) };
    },
    delete: ({ id, deletion_window_in_days: days }) =>
      keys.send(new kms.ScheduleKeyDeletionCommand({ KeyId: String(id), PendingWindowInDays: Number(days) })),
  },
  aws_kms_alias: {
    create: async (planned) => {
      const [AliasName, TargetKeyId] = [text(planned, 'name'), text(planned, 'target_key_id')];
      await keys.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId }));
      return { id: AliasName };
    },
    delete: ({ id }) => keys.send(new kms.DeleteAliasCommand({ AliasName: String(id) })),
  },
};

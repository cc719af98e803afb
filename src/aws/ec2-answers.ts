import type { Image, Instance, Tag } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import type { Ec2Image, Ec2Instance, Tags } from './ec2.js';

const state = z.enum(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated']);
const imageState = z.enum(['pending', 'available', 'failed']).catch('failed');
const ON_THE_WAY = ['transient', 'other', 'invalid', 'error'];

/** An instance as its fields were sent. @throws Error when it has no id or a state that EC2 does not have. */
export function instanceOf(sent: Instance): Ec2Instance {
  return {
    id: told('an id', sent.InstanceId),
    state: state.parse(sent.State?.Name),
    privateAddress: sent.PrivateIpAddress ?? null,
    publicAddress: sent.PublicIpAddress ?? null,
    zone: sent.Placement?.AvailabilityZone ?? '',
    imageId: sent.ImageId ?? '',
    tags: tagsOf(sent.Tags),
  };
}

export function imageOf(sent: Image): Ec2Image {
  const shown = sent.State ?? 'other';
  return {
    id: told('an id', sent.ImageId),
    name: sent.Name ?? '',
    state: ON_THE_WAY.includes(shown) ? 'other' : imageState.parse(shown),
    reason: sent.StateReason?.Message ?? null,
    createdAt: sent.CreationDate ?? '',
    rootDevice: sent.RootDeviceName ?? '',
    snapshotIds: (sent.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
    tags: tagsOf(sent.Tags),
  };
}

/** What has to be in an answer. */
export function told<T>(what: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`EC2 answered without ${what}`);
  return value;
}

export function tagList(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Filters that all of the tags pass. */
export function tagFilters(tags: Tags): { Name: string; Values: string[] }[] {
  return Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
}

function tagsOf(tags: readonly Tag[] = []): Tags {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** Tags by their keys. */
export type Tags = Readonly<Record<string, string>>;

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/** A machine as EC2 tells of it. One that was terminated is told of for about an hour more. */
export interface Ec2Instance {
  readonly id: string;
  readonly state: InstanceState;
  /** Null once it has none any more. */
  readonly privateAddress: string | null;
  readonly publicAddress: string | null;
  readonly zone: string;
  readonly imageId: string;
  readonly tags: Tags;
}

export type ImageState = 'pending' | 'available' | 'failed' | 'other';

/** An image of the account as EC2 tells of it. */
export interface Ec2Image {
  readonly id: string;
  readonly name: string;
  readonly state: ImageState;
  /** Why it failed. */
  readonly reason: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly rootDevice: string;
  /** Its volumes' snapshots, which outlive it unless they are deleted too. */
  readonly snapshotIds: readonly string[];
  readonly tags: Tags;
}

/** A machine that is wanted. The same token twice gives the same machine. */
export interface LaunchOrder {
  readonly clientToken: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly rootDevice: string;
  /** GiB. */
  readonly rootSize: number;
  /** Undefined: the default network of the account in this region. */
  readonly subnetId: string | undefined;
  readonly securityGroupIds: readonly string[];
  readonly publicAddress: boolean;
  readonly userData: string;
  /** Of the machine and its volume, from their first moment on. */
  readonly tags: Tags;
}

/**
 * What is asked of EC2 in one region. Everything that creates carries its tags and its token in the same call, so that a
 * lost reply leaves nothing nameless; what was just made may not be seen yet by the next question.
 *
 * Every method throws QuorateError `QRT-AWS` with Amazon's code in it ({@link awsCodeOf}); throttling and silence are
 * tried again before.
 */
export interface Ec2 {
  readonly region: string;
  /** Every instance with all of these tags; no instance has an empty set of them. */
  instancesTagged(tags: Tags): Promise<Ec2Instance[]>;
  /** Undefined while EC2 does not know it: not yet, or not any more. */
  instance(id: string): Promise<Ec2Instance | undefined>;
  /** What the serial console has shown so far; empty in the first moments. */
  consoleOutput(id: string): Promise<string>;
  setTerminationProtection(id: string, on: boolean): Promise<void>;

  launch(order: LaunchOrder): Promise<Ec2Instance>;
  stop(id: string): Promise<void>;
  /** Termination that was asked for; one that is gone already is no failure. */
  terminate(id: string): Promise<void>;
  tagResources(ids: readonly string[], tags: Tags): Promise<void>;

  /** Images of this account with all of these tags. */
  imagesTagged(tags: Tags): Promise<Ec2Image[]>;
  /** The image with this name; names are unique within an account and a region. */
  imageNamed(name: string, owner: string): Promise<Ec2Image | undefined>;
  /** Gives its id, at which it is pending. */
  createImage(instanceId: string, name: string, tags: Tags): Promise<string>;
  /** Copies an image of another region here, encrypted; gives the copy's id. */
  copyImage(order: CopyOrder): Promise<string>;
  /** From then on it is not offered to anybody who does not name it. */
  deprecateImage(id: string, at: Date): Promise<void>;
  /** Takes the image away and then the snapshots that it was made of. */
  removeImage(image: Ec2Image): Promise<void>;
  snapshotsTagged(tags: Tags): Promise<string[]>;
  deleteSnapshot(id: string): Promise<void>;
}

/** A copy that is wanted here of an image of another region. */
export interface CopyOrder {
  readonly clientToken: string;
  readonly name: string;
  readonly sourceImageId: string;
  readonly sourceRegion: string;
  readonly tags: Tags;
}

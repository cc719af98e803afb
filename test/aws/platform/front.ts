import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeInstanceAttributeCommand, type EC2Client, ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { DEBIAN_AMI } from '../../../src/image/index.js';
import { until } from '../../engine/support/until.js';
import { ImageNames, refusal } from '../image-names.js';
import { type Answer, Trouble } from '../trouble.js';
import { diskOfBuilder, originOf } from './builder-disks.js';
import type { NetworkBalancer } from './network-balancer.js';

/** A disk is sealed in seconds. */
const DISK_MS = 60_000;
const XML = { 'content-type': 'text/xml' };
const answer = (body: string): Answer => ({ status: 200, headers: XML, body });

/**
 * Stands before the emulator and answers what it cannot know or does not keep to: what machines show on their consoles,
 * what the balancer found of its targets, that a protected instance is not terminated, that the same token gives the same
 * instance, and that an image is what was on its builder's disk.
 */
export function front(url: string, ec2: EC2Client, folder: string, balancer: NetworkBalancer): Trouble {
  const launched = new Map<string, Answer>();
  const names = new ImageNames();
  return new Trouble(url, async (question, pass) => {
    const asked = new URLSearchParams(question.body.toString('utf8'));
    if (asked.get('DryRun') === 'true') return await pass(question);
    switch (asked.get('Action')) {
      case 'GetConsoleOutput':
        return answer(consoleOutput(asked.get('InstanceId') ?? '', folder));
      case 'DescribeTargetHealth':
        return answer(targetHealth(balancer.states()));
      case 'RunInstances': {
        const token = asked.get('ClientToken') ?? '';
        const known = launched.get(token);
        if (known) return known;
        const made = await pass(question);
        launched.set(token, made);
        if (asked.get('DisableApiTermination') === 'true') await protect(made, ec2);
        return made;
      }
      case 'TerminateInstances': {
        const id = asked.get('InstanceId.1') ?? '';
        const attribute = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'disableApiTermination' });
        const { DisableApiTermination } = await ec2.send(attribute);
        return DisableApiTermination?.Value ? protectedInstance(id) : await pass(question);
      }
      case 'DescribeImages': {
        // The emulator's images are all of one account.
        if (asked.get('Owner.1') === DEBIAN_AMI.owner) asked.set('Owner.1', 'self');
        return await pass({ ...question, body: Buffer.from(asked.toString()) });
      }
      case 'CreateImage': {
        const instance = asked.get('InstanceId') ?? '';
        await until(
          'the disk of the builder is kept',
          async () => existsSync(diskOfBuilder(folder, instance)) || { not: instance },
          DISK_MS,
        );
        const made = await names.make(question, pass);
        if (made.image !== null) writeFileSync(originOf(folder, made.image), instance);
        return made.answer;
      }
      default:
        return await pass(question);
    }
  });
}

/** The emulator forgets that an instance was to be protected from its birth on. */
async function protect({ body }: Answer, ec2: EC2Client): Promise<void> {
  for (const [, InstanceId = ''] of body.toString().matchAll(/<instanceId>(i-\w+)</g)) {
    await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: true } }));
  }
}

function consoleOutput(id: string, folder: string): string {
  const text = shown(join(folder, 'consoles', `${id}.log`));
  const output = Buffer.from(text).toString('base64');
  return `<GetConsoleOutputResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId><instanceId>${id}</instanceId><timestamp>${new Date().toISOString()}</timestamp><output>${output}</output></GetConsoleOutputResponse>`;
}

function targetHealth(states: ReadonlyMap<string, string>): string {
  const members = [...states].map(
    ([id, state]) =>
      `<member><Target><Id>${id}</Id></Target><TargetHealth><State>${state}</State></TargetHealth></member>`,
  );
  return `<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeTargetHealthResult><TargetHealthDescriptions>${members.join('')}</TargetHealthDescriptions></DescribeTargetHealthResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeTargetHealthResponse>`;
}

function protectedInstance(id: string): Answer {
  const cure = "Modify its 'disableApiTermination' instance attribute and try again.";
  return refusal('OperationNotPermitted', `The instance '${id}' may not be terminated. ${cure}`);
}

function shown(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

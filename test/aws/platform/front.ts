import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeInstanceAttributeCommand, type EC2Client, ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { type Answer, Trouble } from '../trouble.js';
import type { NetworkBalancer } from './network-balancer.js';

const XML = { 'content-type': 'text/xml' };
const answer = (body: string, status = 200): Answer => ({ status, headers: XML, body });

/**
 * Stands before the emulator and answers what it cannot know or does not keep to: what machines show on their consoles,
 * what the balancer found of its targets, and that a protected instance is not terminated.
 */
export function front(url: string, ec2: EC2Client, folder: string, balancer: NetworkBalancer): Trouble {
  return new Trouble(url, async (question, pass) => {
    const asked = new URLSearchParams(question.body.toString('utf8'));
    switch (asked.get('Action')) {
      case 'GetConsoleOutput':
        return answer(consoleOutput(asked.get('InstanceId') ?? '', folder));
      case 'DescribeTargetHealth':
        return answer(targetHealth(balancer.states()));
      case 'RunInstances': {
        const made = await pass(question);
        if (asked.get('DisableApiTermination') === 'true') await protect(made, ec2);
        return made;
      }
      case 'TerminateInstances': {
        const id = asked.get('InstanceId.1') ?? '';
        const attribute = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'disableApiTermination' });
        const { DisableApiTermination } = await ec2.send(attribute);
        return DisableApiTermination?.Value ? answer(protectedInstance(id), 400) : await pass(question);
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

function protectedInstance(id: string): string {
  return `<Response><Errors><Error><Code>OperationNotPermitted</Code><Message>The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.</Message></Error></Errors><RequestID>1</RequestID></Response>`;
}

function shown(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

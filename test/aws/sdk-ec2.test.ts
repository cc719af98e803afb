import { describe, expect, test } from 'vitest';
import { awsCodeOf, openEc2 } from '../../src/aws/index.js';
import { EVERYTHING } from '../e2e/support/everything.js';
import { withAws } from './aws-server.js';
import { LAUNCH } from './launch-order.js';
import { Trouble } from './trouble.js';

describe.runIf(EVERYTHING)('EC2 as the emulator plays it', () => {
  const server = withAws();
  const open = (endpoint = server.url) => openEc2({ region: 'eu-west-1', endpoint });

  test('an instance is found by its tags from the start, and told of as terminated afterwards', async () => {
    const ec2 = await open();
    const made = await ec2.launch(LAUNCH);
    expect(await ec2.instancesTagged({ 'quorate:slot': 'a' })).toEqual([expect.objectContaining({ id: made.id })]);
    expect(await ec2.instancesTagged({ 'quorate:slot': 'b' })).toEqual([]);
    expect(await ec2.instance(made.id)).toMatchObject({ state: 'running', tags: LAUNCH.tags });
    await ec2.terminate(made.id);
    expect((await ec2.instance(made.id))?.state).toBe('terminated');
    await ec2.terminate(made.id);
  });

  test('what is protected cannot be terminated until the protection is lifted', async () => {
    const ec2 = await open();
    const { id } = await ec2.launch(LAUNCH);
    await ec2.setTerminationProtection(id, true);
    const refused = await ec2.terminate(id).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'QRT-AWS' });
    expect(awsCodeOf(refused)).toBe('OperationNotPermitted');
    await ec2.setTerminationProtection(id, false);
    await ec2.terminate(id);
    expect((await ec2.instance(id))?.state).toBe('terminated');
  });

  test('an instance that does not exist is no error', async () => {
    const ec2 = await open();
    expect(await ec2.instance('i-0123456789abcdef0')).toBeUndefined();
    await ec2.terminate('i-0123456789abcdef0');
  });

  test('a call that is throttled is made again', async () => {
    let refused = 0;
    const trouble = new Trouble(server.url, async (question, pass) => {
      refused += 1;
      if (refused > 2) return await pass(question);
      const body =
        '<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Slow.</Message></Error></Errors><RequestID>1</RequestID></Response>';
      return { status: 503, headers: { 'content-type': 'text/xml' }, body };
    });
    const ec2 = await open(await trouble.listen());
    expect(await ec2.instancesTagged({ 'quorate:slot': 'c' })).toEqual([]);
    expect(trouble.requests).toBe(3);
    await trouble.close();
  });
});

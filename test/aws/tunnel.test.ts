import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { tunnelAddress } from '../../src/aws/sdk-tunnel.js';
import { webSocketStream } from '../../src/aws/web-socket-stream.js';
import { SshPool } from '../../src/channel/index.js';
import { HAS_SSHD, Sshd } from '../channel/support/sshd.js';
import { temporaryFolder } from '../operation/support/temporary-folder.js';
import { tunnelServer } from './tunnel-server.js';

const ENDPOINT = {
  id: 'eice-0123456789abcdef0',
  dnsName: 'eice-0123.fips.ec2-instance-connect-endpoint.eu-west-1.amazonaws.com',
};

describe('a way in through an Instance Connect endpoint', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is asked for port 22 of one machine, signed for a minute by whoever asks', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'tests');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'of-no-use-elsewhere');
    vi.stubEnv('AWS_SESSION_TOKEN', 'a/session+token=');
    const { protocol, host, pathname, searchParams } = await tunnelAddress(
      { region: 'eu-west-1' },
      ENDPOINT,
      '10.20.1.17',
    );
    expect([protocol, host, pathname]).toEqual(['wss:', ENDPOINT.dnsName, '/openTunnel']);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      instanceConnectEndpointId: ENDPOINT.id,
      privateIpAddress: '10.20.1.17',
      remotePort: '22',
      'X-Amz-Expires': '60',
      'X-Amz-Security-Token': 'a/session+token=',
      'X-Amz-Credential': expect.stringMatching(/^tests\/\d{8}\/eu-west-1\/ec2-instance-connect\/aws4_request$/),
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.runIf(HAS_SSHD)(
    'leads to the agent, whose host key is as pinned as ever, and keeps no process alive when idle',
    async () => {
      const sshd = await Sshd.start();
      const path = join(await temporaryFolder(), 'agent.sock');
      const agent = createServer((_, response) => response.end(JSON.stringify({ said: 'x'.repeat(100_000) })));
      await new Promise<void>((listening) => agent.listen(path, listening));
      const tunnels = await tunnelServer(sshd.target.port ?? 0);
      const pool = new SshPool();
      onTestFinished(async () => {
        await pool.close();
        tunnels.close();
        agent.close();
      });
      const dial = () => webSocketStream(tunnels.url);
      const channel = pool.channel({ ...sshd.target, host: '10.20.1.17', dial }, path);
      for (const turn of [1, 2]) {
        const { status, body } = await channel.request({ method: 'GET', path: '/v1/status' });
        expect([status, (body as { said: string }).said.length]).toEqual([200, 100_000]);
        expect(tunnels.asked).toHaveLength(turn);
      }
      const other = await Sshd.start();
      const wrong = pool.channel({ ...sshd.target, hostKey: other.target.hostKey, dial }, path);
      await expect(wrong.request({ method: 'GET', path: '/v1/status' })).rejects.toMatchObject({
        code: 'QRT-HOST-KEY',
      });
    },
  );

  it('says so when there is no tunnel', async () => {
    await expect(webSocketStream(new URL('ws://127.0.0.1:9/openTunnel'))).rejects.toThrow(
      '127.0.0.1:9 opened no tunnel',
    );
  });
});

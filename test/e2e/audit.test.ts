import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../engine/support/until.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { changeImage } from './support/other-image.js';

const HOST = '127.0.0.1';

/** Takes lines as a log server does: reads a connection to its end, keeps what it read, ends it. */
class Collector {
  readonly lines: string[] = [];
  readonly #server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => {
      this.lines.push(...text.split('\n').filter(Boolean));
      socket.end();
    });
  });

  /** @param port 0 for any */
  async listen(port = 0): Promise<number> {
    await new Promise<void>((listening) => this.#server.listen(port, HOST, listening));
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async close(): Promise<void> {
    if (this.#server.listening) await new Promise((closed) => this.#server.close(closed));
  }

  /** Paths of the requests that were audited. */
  paths(): Set<string> {
    const entries = this.lines.map((line) => JSON.parse(line) as { type: string; request: { path: string } });
    return new Set(entries.filter(({ type }) => type === 'request').map(({ request }) => request.path));
  }
}

describe.runIf(EVERYTHING)('an audit log that is shipped off the nodes', () => {
  let lab: Lab;
  let access: LabAccess;
  let collector: Collector;
  let port: number;

  beforeAll(async () => {
    collector = new Collector();
    port = await collector.listen();
    lab = Lab.create({
      label: 'audit',
      main: (name) => stack(name, `audit: Audit.toServer('tcp://${HOST}:${port}'),`),
    });
    access = new LabAccess(lab);
    await lab.deploy();
    await access.prepareMount(await access.balancer());
  });
  afterAll(async () => {
    await collector.close();
    writeFileSync(path.join(lab.folder, 'stacks', 'main.ts'), stack(lab.environment, ''));
    await access.close();
    await lab.remove();
  });

  test('has every request of a client that wrote while all machines were replaced', async () => {
    const balancer = await access.balancer();
    const admin = await access.admin(balancer);
    const before = await lab.status();
    const asked: string[] = [];
    let going = true;
    const writing = (async () => {
      for (let number = 0; going; number += 1) {
        const key = `canary-${number}`;
        const answered = await admin
          .kv2(MOUNT)
          .put(key, { number })
          .then(
            () => true,
            () => false,
          );
        if (answered) asked.push(`${MOUNT}/data/${key}`);
      }
    })();
    changeImage(lab);
    try {
      await lab.deploy();
    } finally {
      going = false;
      await writing;
    }
    const after = await lab.status();
    expect(after.nodes.filter(({ id }) => before.nodes.some((node) => node.id === id))).toEqual([]);
    expect(asked.length).toBeGreaterThan(100);
    await until('the last lines were shipped', async () => {
      const shipped = collector.paths();
      const missing = asked.filter((where) => !shipped.has(where));
      return missing.length === 0 ? true : { not: missing };
    });
  });

  test('grows on the node while the server is away, which status says, and no engine waits for it', async () => {
    await collector.close();
    const admin = await access.admin(await access.balancer());
    for (let number = 0; number < 20; number += 1) await admin.kv2(MOUNT).put(`away-${number}`, { number });
    await until('status tells', async () => {
      const { problems } = await lab.status();
      return problems.some(({ code }) => code === 'QRT-AUDIT-UNSHIPPED') || { not: problems };
    });
    const replaced = await lab.cdktf(['destroy', lab.environment, '--auto-approve']);
    expect(replaced).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-AUDIT-UNSHIPPED') });
  });

  test('is caught up with when the server is back, and then the machines may go', async () => {
    const back = new Collector();
    await back.listen(port);
    try {
      const { exitCode, text } = await lab.cdktf(['destroy', lab.environment, '--auto-approve']);
      expect(exitCode, text).toBe(0);
      const paths = back.paths();
      for (let number = 0; number < 20; number += 1) expect(paths).toContain(`${MOUNT}/data/away-${number}`);
    } finally {
      await back.close();
    }
  });
});

function stack(environment: string, props: string): string {
  return [
    "import { App, LocalBackend, TerraformStack } from 'cdktf';",
    "import { Audit, Engine, HaCluster, Platform } from '../src/constructs/index.js';",
    'const app = new App();',
    `const stack = new TerraformStack(app, '${environment}');`,
    `new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });`,
    "new HaCluster(stack, 'vault', {",
    "  engine: Engine.vault('1.21.1'),",
    '  platform: Platform.local(),',
    `  ${props}`,
    '  deletionProtection: false,',
    '});',
    'app.synth();',
    '',
  ].join('\n');
}

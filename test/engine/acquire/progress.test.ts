import { expect, test } from 'vitest';
import { type AcquireEvent, describeProgress } from '../../../src/engine/index.js';

test.for<readonly [AcquireEvent, string]>([
  [{ type: 'waiting', pid: 7, since: '10:00' }, 'waiting for process 7, which is at it since 10:00'],
  [{ type: 'trying', source: 'vendor' }, "trying the vendor's release"],
  [{ type: 'skipped', source: 'go-module', reason: 'Go is not installed' }, 'not from go-module: Go is not installed'],
  [{ type: 'downloading', file: 'a.zip', bytes: 5_000_000, total: 12_000_000 }, 'downloading a.zip: 5 of 12 MB'],
  [{ type: 'downloading', file: 'a.zip', bytes: 5_000_000, total: null }, 'downloading a.zip: 5 MB'],
  [{ type: 'building', detail: 'net/http' }, 'building: net/http'],
  [{ type: 'checking', what: 'the signature' }, 'checking the signature'],
  [{ type: 'ready', path: '/x/vault', source: 'path' }, 'ready: /x/vault'],
])('%j is one line for a person', ([event, line]) => {
  expect(describeProgress(event)).toBe(line);
});

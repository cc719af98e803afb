import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { dispatch, type Route } from '../../../src/agent/http/router.js';
import { QuorateError } from '../../../src/schema/index.js';
import { ask, serve } from '../support/socket-server.js';

const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v1/thing', answer: (_, query) => ({ name: query.get('name') }) },
  { method: 'PUT', path: '/v1/thing', answer: () => undefined },
  { method: 'POST', path: '/v1/echo', answer: (body) => ({ body }) },
  { method: 'POST', path: '/v1/strict', answer: (body) => z.object({ at: z.object({ n: z.number() }) }).parse(body) },
  {
    method: 'POST',
    path: '/v1/refuse',
    answer: () => Promise.reject(new QuorateError('QRT-TEST', 'it cannot be', 'Do something else.')),
  },
  { method: 'POST', path: '/v1/fail', answer: () => Promise.reject(new Error('disk full')) },
];

const router = () => serve((request, response) => void dispatch(ROUTES, request, response));

async function answer(method: string, path: string, body?: string | Buffer) {
  const { status, text } = await ask(await router(), method, path, body);
  return { status, body: text === '' ? undefined : JSON.parse(text) };
}

describe('the router', () => {
  it('answers with what the verb returns, and with an empty 204 when it returns nothing', async () => {
    expect(await answer('GET', '/v1/thing?name=a%20b')).toEqual({ status: 200, body: { name: 'a b' } });
    expect(await answer('PUT', '/v1/thing')).toEqual({ status: 204, body: undefined });
  });

  it('gives the verb the parsed body, and undefined for none', async () => {
    expect((await answer('POST', '/v1/echo', '{"x":1}')).body).toEqual({ body: { x: 1 } });
    expect((await answer('POST', '/v1/echo')).body).toEqual({});
  });

  it.each([
    ['DELETE', '/v1/thing'],
    ['GET', '/v1/thing/more'],
    ['GET', '//'],
  ])('has no verb %s %s', async (method, path) => {
    const { status, body } = await answer(method, path);
    expect([status, body.message]).toEqual([404, `no verb ${method} ${path}`]);
  });

  it('passes an operational refusal on as 409 with code, message and cure', async () => {
    expect(await answer('POST', '/v1/refuse')).toEqual({
      status: 409,
      body: { code: 'QRT-TEST', message: 'it cannot be', cure: 'Do something else.' },
    });
  });

  it('tells of any other failure as 500 and where to look', async () => {
    const { status, body } = await answer('POST', '/v1/fail');
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'QRT-AGENT', message: 'disk full' });
    expect(body.cure).toContain('logs/agent.log');
  });
});

describe('a request that is not understood', () => {
  it('is told where it is wrong and never what stood there', async () => {
    const { status, body } = await answer('POST', '/v1/strict', '{"at":{"n":"hvs.canary"}}');
    expect(status).toBe(400);
    expect(body.message).toBe('the request was not understood: at.n (invalid_type)');
  });

  it('is not quoted when it is no JSON', async () => {
    const { status, body } = await answer('POST', '/v1/echo', '{"key": hvs.canary');
    expect(status).toBe(400);
    expect(body.message).toBe('the request is not JSON');
  });

  it('is answered when it is too large', async () => {
    const { status, body } = await answer('POST', '/v1/echo', Buffer.alloc(1024 * 1024 + 1, 'x'));
    expect(status).toBe(413);
    expect(body.message).toContain('larger than 1048576 bytes');
  });

  it('may be as large as the limit', async () => {
    const text = JSON.stringify('x'.repeat(1024 * 1024 - 2));
    expect((await answer('POST', '/v1/echo', text)).status).toBe(200);
  });
});

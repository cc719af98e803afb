import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What KMS answers to a request that it does not carry out. */
export type Refusal = 'DisabledException' | 'IncorrectKeyException';

/** Stands before a KMS and can be cut off, or refuse everything with an answer of Amazon's. */
export class KmsTrouble {
  private readonly server: Server;
  /** Ends every connection without an answer while it is `unreachable`. */
  mode: 'well' | 'unreachable' | Refusal = 'well';
  /** Requests since the mode was last looked at by a test. */
  requests = 0;

  constructor(private readonly target: string) {
    this.server = createServer((request, response) => {
      this.requests += 1;
      if (this.mode === 'unreachable') return void request.socket.destroy();
      if (this.mode !== 'well') {
        request.resume();
        const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': this.mode };
        return void response.writeHead(400, headers).end(JSON.stringify({ __type: this.mode, message: this.mode }));
      }
      const { method, headers, url } = request;
      const passed = forward(new URL(url ?? '/', this.target), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      passed.once('error', () => response.destroy());
      request.pipe(passed);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }
}

import * as z from 'zod';

const endpoint = z.object({ address: z.string(), port: z.number().int() });

/** What runs behind the fence, and the two holes in it: unix sockets, which belong to no network. */
export const fenceOrder = z.object({
  /** The engine's program and its arguments. */
  command: z.array(z.string()).min(1),
  home: z.string(),
  log: z.string(),
  /** Who behind the fence asks for this address reaches what listens on the socket: the seal and nothing else. */
  seal: endpoint.extend({ socket: z.string() }).nullable(),
  /** Who connects to the socket reaches the engine. */
  engine: endpoint.extend({ socket: z.string() }),
  /** What must not be reached: tried before anything is started. */
  forbidden: z.array(endpoint),
});
export type FenceOrder = z.infer<typeof fenceOrder>;

/** What the fence says once it is proven and the engine runs. */
export const fenceProof = z.object({ interfaces: z.array(z.string()), refused: z.number().int() });
export type FenceProof = z.infer<typeof fenceProof>;

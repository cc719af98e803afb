/** Something final that a step found out about a node: it answered 307, it runs another version, it lags for ever. */
export class GateFinding extends Error {
  override readonly name = 'GateFinding';
}

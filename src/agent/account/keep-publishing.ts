import { openFigures } from '../../aws/index.js';
import { FIGURES_DIMENSION, FIGURES_NAMESPACE, reasonOf } from '../../schema/index.js';
import type { Node } from '../node.js';
import { status } from '../verbs/status.js';
import { figuresOf } from './figures.js';

const PERIOD_MS = 60_000;

/** Publishes the node's figures once a minute, where the machine is one of an account. What fails is left out. */
export function keepPublishing(node: Node): void {
  const { account, environment } = node.identity;
  if (!account) return;
  let failing = false;
  const store = openFigures(account);
  const publish = async (): Promise<void> => {
    try {
      const figures = figuresOf(await status(node), Date.now());
      if (Object.keys(figures).length > 0)
        await (await store).put(FIGURES_NAMESPACE, { [FIGURES_DIMENSION]: environment }, figures);
      failing = false;
    } catch (error) {
      if (!failing) node.log.warn({ reason: reasonOf(error) }, 'figures were not published');
      failing = true;
    }
    setTimeout(() => void publish(), PERIOD_MS).unref();
  };
  void publish();
}

import {
  admission,
  configureRequest,
  enrolment,
  initRequest,
  initWithdrawal,
  joinRequest,
  operatorsRequest,
  recoveryRequest,
  snapshotPieceRequest,
  snapshotRequest,
  transitKeyRequest,
  transitTokenRequest,
  unsealRequest,
} from '../../schema/index.js';
import { builtInPlugins } from '../engine/plugins.js';
import { certificateRequest } from '../keys/keys.js';
import type { Node } from '../node.js';
import { writeOperators } from '../operators.js';
import { prepareTransit, transitToken } from '../seal/transit.js';
import { Serializer } from '../serialize.js';
import { drainSnapshots } from '../snapshots/drain.js';
import { servedSnapshots } from '../snapshots/serve.js';
import { configure } from '../verbs/configure.js';
import { enrol } from '../verbs/enrol.js';
import { forgetInitialization, initialization, initialize, withdrawInitialization } from '../verbs/initialize.js';
import { join } from '../verbs/join.js';
import { leave, restart, wipe } from '../verbs/lifecycle.js';
import { open } from '../verbs/open.js';
import { recover } from '../verbs/recover.js';
import { status } from '../verbs/status.js';
import { unseal } from '../verbs/unseal.js';
import type { Route } from './router.js';

/** The local API. Verbs that change the node run one at a time; looking is always possible. */
export function verbs(node: Node): Route[] {
  const one = new Serializer();
  const change =
    (work: (body: unknown, query: URLSearchParams) => Promise<unknown>): Route['answer'] =>
    (body, query) =>
      one.run(() => work(body, query));
  const { machine_id } = node.identity;
  const everybody: Route[] = [
    { method: 'GET', path: '/v1/status', answer: (_, query) => status(node, query.get('engine') !== 'unasked') },
    {
      method: 'GET',
      path: '/v1/enrolment',
      answer: async () => ({ machine_id, csr: certificateRequest(node.home, machine_id) }),
    },
    { method: 'PUT', path: '/v1/enrolment', answer: change((body) => enrol(node, enrolment.parse(body))) },
    {
      method: 'PUT',
      path: '/v1/configuration',
      answer: change((body) => configure(node, configureRequest.parse(body))),
    },
    {
      method: 'PUT',
      path: '/v1/operators',
      answer: change(async (body) => writeOperators(node.home, operatorsRequest.parse(body).keys)),
    },
    { method: 'POST', path: '/v1/restart', answer: change(() => restart(node)) },
    { method: 'POST', path: '/v1/leave', answer: change(() => leave(node)) },
  ];
  return [...everybody, ...(node.identity.role === 'seal' ? sealVerbs(node, change) : memberVerbs(node, change))];
}

type Change = (work: (body: unknown, query: URLSearchParams) => Promise<unknown>) => Route['answer'];

function memberVerbs(node: Node, change: Change): Route[] {
  return [
    { method: 'GET', path: '/v1/init', answer: () => initialization(node) },
    { method: 'POST', path: '/v1/init', answer: change((body) => initialize(node, initRequest.parse(body))) },
    {
      method: 'DELETE',
      path: '/v1/init',
      answer: change(async (_, query) => forgetInitialization(node, query.get('operation'))),
    },
    {
      method: 'POST',
      path: '/v1/init/withdraw',
      answer: change((body) => withdrawInitialization(node, initWithdrawal.parse(body).operation)),
    },
    { method: 'GET', path: '/v1/plugins', answer: () => builtInPlugins(node.binary, node.home.root) },
    { method: 'POST', path: '/v1/join', answer: change((body) => join(node, joinRequest.parse(body))) },
    { method: 'POST', path: '/v1/open', answer: change(() => open(node)) },
    { method: 'POST', path: '/v1/unseal', answer: change((body) => unseal(node, unsealRequest.parse(body))) },
    {
      method: 'PUT',
      path: '/v1/admitted',
      answer: change(async (body) => void node.memory.update(admission.parse(body))),
    },
    { method: 'PUT', path: '/v1/recovery', answer: change((body) => recover(node, recoveryRequest.parse(body).mode)) },
    { method: 'POST', path: '/v1/audit/drain', answer: () => node.audit.drain() },
    { method: 'POST', path: '/v1/snapshots/drain', answer: () => drainSnapshots(node) },
    { method: 'POST', path: '/v1/wipe', answer: change(() => wipe(node)) },
    ...snapshotVerbs(node),
  ];
}

/** They change nothing but what is thinned out, and may take long: none waits for another. */
function snapshotVerbs(node: Node): Route[] {
  const snapshots = servedSnapshots(node);
  const path = '/v1/snapshots';
  return [
    { method: 'GET', path, answer: () => snapshots.list() },
    {
      method: 'POST',
      path: `${path}/verify`,
      answer: (body) => snapshots.verify(snapshotRequest.parse(body).id),
    },
    { method: 'POST', path: `${path}/hold`, answer: (body) => snapshots.hold(snapshotRequest.parse(body).id) },
    {
      method: 'GET',
      path: `${path}/piece`,
      answer: (_, query) => {
        const { id, offset } = snapshotPieceRequest.parse(Object.fromEntries(query));
        return snapshots.piece(id, offset);
      },
    },
  ];
}

function sealVerbs(node: Node, change: Change): Route[] {
  return [
    {
      method: 'PUT',
      path: '/v1/transit',
      answer: change((body) => prepareTransit(node, transitKeyRequest.parse(body).key_name)),
    },
    {
      method: 'POST',
      path: '/v1/transit/token',
      answer: change((body) => transitToken(node, transitTokenRequest.parse(body).machine_id)),
    },
  ];
}

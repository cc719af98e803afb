import type { Review } from '../../model/index.js';
import { KINDS } from '../words.js';
import { attributesTable } from './attributes.js';
import { changeBlock } from './changes.js';
import { text } from './escape.js';

/** Drift, deferred changes, actions, outputs and checks. */
export function otherSections(review: Review): string {
  const { drift, deferred, actions, outputs, checks, irrelevant_drift: hidden } = review;
  const hiddenDrift = hidden === 0 ? '' : ` <small>${hidden} more that nothing depends on</small>`;
  return [
    section(
      `Changed outside of Terraform${hiddenDrift}`,
      drift.map((change, index) => changeBlock(change, `drift-${index}`)),
    ),
    section(
      'Deferred to a later plan',
      deferred.map(({ change }, index) => changeBlock(change, `deferred-${index}`)),
    ),
    section(
      'Actions that the apply runs',
      actions.map(({ address, type, trigger, configuration }) => {
        const when = trigger === null ? '' : `, after ${text(trigger)}`;
        const head = `<span class="kind">action</span><span class="address mono">${text(address)}</span><span class="why">${text(type)}${when}</span>`;
        return block('action', head, attributesTable(configuration, 'create'));
      }),
    ),
    section(
      'Outputs',
      outputs.map(({ name, kind, attributes }) => {
        const head = `<span class="kind ${kind}">${KINDS[kind]}</span><span class="address mono">${text(name)}</span>`;
        return block(kind, head, attributesTable(attributes, kind));
      }),
    ),
    section(
      'Checks',
      checks.map(({ address, status, problems }) => {
        const why = problems.map((problem) => text(problem)).join('; ');
        const head = `<span class="kind ${status === 'pass' ? 'create' : 'delete'}">${status}</span><span class="address mono">${text(address)}</span><span class="why">${why}</span>`;
        return block('check', head, '');
      }),
    ),
  ].join('');
}

function section(title: string, items: readonly string[]): string {
  return items.length === 0
    ? ''
    : `<section data-section><h2>${title}</h2><div class="card">${items.join('')}</div></section>`;
}

function block(kind: string, head: string, body: string): string {
  const attributes = `class="change" data-item data-kind="${kind}"`;
  if (body === '') return `<div ${attributes}><div class="row">${head}</div></div>`;
  return `<details ${attributes}><summary>${head}</summary>${body}</details>`;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blueGreen, foreseen, slots } from '../support/clusters.js';
import type { SyntheticChange } from '../support/plans.js';
import { change } from '../support/plans.js';
import { codes, create, destroy, findingWith, reviewSynthetic, update } from '../support/review.js';

const isType = (type: string) => (one: SyntheticChange) => one.address.startsWith(`${type}.`);
const without = (type: string, changes: readonly SyntheticChange[]) => changes.filter((one) => !isType(type)(one));

function edited(
  changes: readonly SyntheticChange[],
  type: string,
  edit: (one: SyntheticChange) => SyntheticChange,
): SyntheticChange[] {
  return changes.map((one) => (isType(type)(one) ? edit(one) : one));
}

describe('a blue/green plan of our own stack', () => {
  const review = reviewSynthetic(blueGreen());
  const [verdict] = review.quorum;

  it('keeps quorum: its lowest tolerance is 1', () => {
    expect(verdict?.headline).toBe('3 machines replaced, quorum kept: lowest tolerance 1');
    expect(review.decision).toBe('changes');
    expect(review.exit_code).toBe(2);
  });

  it('reads in order: new machines, members, balancer, convergence, old machines', () => {
    expect(verdict?.moments.map(({ what }) => what.split(' — ')[0])).toEqual([
      'now',
      '3 new machines created',
      '3 members enrolled',
      '3 machines attached to the balancer',
      'hold joiners back',
      'join new a',
      'join new b',
      'join new c',
      'let joiners become voters',
      'remove old a',
      'remove old b',
      'remove old c',
      '3 old machines drained and detached',
      '3 old machines destroyed',
    ]);
  });

  it('shows voters, quorum and tolerance at each step', () => {
    const at = (what: string) => verdict?.moments.find((moment) => moment.what.startsWith(what));
    expect(at('let joiners')).toMatchObject({ voters: 6, quorum: 4, tolerance: 2 });
    expect(at('remove old b')).toMatchObject({ voters: 4, quorum: 3, tolerance: 1 });
  });

  it('names the versions, and that going back means a restore', () => {
    expect(verdict?.engine).toEqual({ before: 'vault 1.19.0', after: 'vault 1.21.1' });
    expect(codes(review)).toEqual(['QRV-ENGINE-ONE-WAY']);
  });

  it('holds for five and seven nodes', () => {
    expect(reviewSynthetic(blueGreen({ nodes: 5 })).quorum[0]?.headline).toContain('lowest tolerance 2');
    expect(reviewSynthetic(blueGreen({ nodes: 7 })).quorum[0]?.headline).toContain('lowest tolerance 3');
  });
});

describe('the same plan without create_before_destroy', () => {
  it('is blocked: all voters are destroyed at once', () => {
    const review = reviewSynthetic(blueGreen({ createBeforeDestroy: false }));
    expect(review.exit_code).toBe(4);
    expect(findingWith(review, 'QRV-QUORUM-LOST').title).toBe(
      '3 voters are destroyed before the replacements exist: 0 of 3 left, quorum is 2',
    );
    expect(findingWith(review, 'QRV-QUORUM-LOST').cure).toContain('create_before_destroy');
  });

  it('is blocked for a single machine as well, although quorum would be left', () => {
    const changes = blueGreen().map((one) =>
      one.address === 'quorate_machine.vault_machine["b"]' ? { ...one, actions: ['delete', 'create'] } : one,
    );
    const review = reviewSynthetic(changes);
    expect(review.decision).toBe('blocked');
    expect(findingWith(review, 'QRV-QUORUM-ORDER').title).toContain('tolerance falls to 0');
  });
});

describe('the same plan without its convergence', () => {
  it.each<[string, SyntheticChange[], Record<string, unknown>]>([
    ['not in the plan at all', without('quorate_cluster', blueGreen()), {}],
    [
      'left out by -target, and known from the state',
      without('quorate_cluster', blueGreen()),
      {
        prior_state: {
          values: {
            root_module: {
              resources: [
                {
                  ...change(update('quorate_cluster.vault', {}, {})),
                  mode: 'managed',
                  values: blueGreen().find(isType('quorate_cluster'))?.before,
                },
              ],
            },
          },
        },
      },
    ],
    [
      'unchanged',
      edited(blueGreen(), 'quorate_cluster', (one) => ({ ...one, actions: ['no-op'], after: one.before, unknown: {} })),
      {},
    ],
    ['destroyed', edited(blueGreen(), 'quorate_cluster', (one) => destroy(one.address, one.before)), {}],
  ])('is blocked: %s', (_name, changes, rest) => {
    const review = reviewSynthetic(changes, {}, rest);
    expect(review.exit_code).toBe(4);
    expect(codes(review)).toContain('QRV-QUORUM-NO-CONVERGENCE');
    expect(codes(review)).toContain('QRV-QUORUM-LOST');
    expect(review.quorum[0]?.verdict).toBe('blocked');
  });

  it('is blocked when machines go that the membership is told to keep', () => {
    const kept = edited(blueGreen(), 'quorate_cluster', (one) => {
      const members = (one.before as { members: object }).members;
      return { ...one, after: { ...(one.after as object), members }, unknown: {} };
    });
    expect(codes(reviewSynthetic(kept))).toContain('QRV-QUORUM-NO-CONVERGENCE');
  });

  it('is blocked when only what an earlier apply left behind is destroyed', () => {
    const still = edited(blueGreen(), 'quorate_cluster', (one) => ({
      ...one,
      actions: ['no-op'],
      after: one.before,
      unknown: {},
    }));
    const machine = blueGreen().find(isType('quorate_machine'));
    const changes = [
      ...without('quorate_machine', still),
      destroy('quorate_machine.vault_machine["a"]', machine?.before, { deposed: '12345678' }),
    ];
    expect(codes(reviewSynthetic(changes))).toContain('QRV-QUORUM-NO-CONVERGENCE');
  });
});

describe('what the plan does not say', () => {
  it('an unknown membership plan is never green', () => {
    const review = reviewSynthetic(blueGreen({ membershipPlan: null }));
    expect(review).toMatchObject({ decision: 'unclear', exit_code: 3 });
    expect(review.quorum[0]).toMatchObject({ verdict: 'unclear', membership_plan: null, lowest_tolerance: null });
    expect(codes(review)).toContain('QRV-QUORUM-UNKNOWN');
  });

  it('an empty membership plan while machines go is never green', () => {
    expect(reviewSynthetic(blueGreen({ membershipPlan: [] })).exit_code).toBe(3);
  });

  it('a state that was not refreshed is never green: it still holds the plan of the last apply', () => {
    const stale = edited(blueGreen(), 'quorate_cluster', (one) => ({
      ...one,
      before: { ...(one.before as object), membership_plan: [] },
    }));
    const review = reviewSynthetic(stale);
    expect(review).toMatchObject({ decision: 'unclear', exit_code: 3, plan: { refreshed: false } });
    expect(codes(review)).toContain('QRV-PLAN-STALE');
  });

  it('a caller that knows that nothing was refreshed says so', () => {
    expect(reviewSynthetic(blueGreen(), { refreshed: false }).exit_code).toBe(3);
    expect(reviewSynthetic(blueGreen(), { refreshed: true }).plan.refreshed).toBe(true);
  });
});

describe('the steps of the convergence', () => {
  const step = (what: string, voters: number, quorum: number, tolerance: number) => ({
    step: what,
    reason: 'r',
    voters,
    quorum,
    tolerance,
  });

  it('block the plan when one of them leaves fewer live voters than quorum', () => {
    const review = reviewSynthetic(
      blueGreen({ membershipPlan: [step('remove old a', 3, 2, 1), step('remove old b', 3, 2, -1)] }),
    );
    expect(review.exit_code).toBe(4);
    expect(findingWith(review, 'QRV-QUORUM-LOST').title).toContain('remove old b');
  });

  it('need approval when one of them leaves no tolerance', () => {
    const review = reviewSynthetic(
      blueGreen({ membershipPlan: [step('remove old a', 2, 2, 0), step('join new a', 3, 2, 1)] }),
    );
    expect(review.exit_code).toBe(3);
    expect(review.quorum[0]?.lowest_tolerance).toBe(0);
    expect(codes(review)).toContain('QRV-QUORUM-TOLERANCE');
  });

  it('may start from a tolerance that was lost before: a repair is no risk of its own', () => {
    const names = slots(3);
    const machines = blueGreen().filter(isType('quorate_machine'));
    const repair = machines.map((one, index) =>
      index === 1
        ? create(one.address, one.after, { unknown: one.unknown })
        : { ...one, actions: ['no-op'], after: one.before, unknown: {} },
    );
    const cluster = edited(
      blueGreen({
        engineAfter: '1.19.0',
        membershipPlan: [step('wipe b and remove it', 2, 2, 0), step('join b', 3, 2, 1)],
      }).filter(isType('quorate_cluster')),
      'quorate_cluster',
      (one) => one,
    );
    const review = reviewSynthetic([...repair, ...cluster]);
    expect(names).toHaveLength(3);
    expect(review.quorum[0]?.moments[0]).toMatchObject({ what: 'now', voters: 3, tolerance: 0 });
    expect(codes(review)).toEqual([]);
    expect(review.decision).toBe('changes');
  });

  it('are exempt while a cluster is made, since there is nothing to lose', () => {
    const made = blueGreen()
      .filter((one) => one.actions[0] !== 'no-op')
      .map((one) => create(one.address, one.after, { unknown: one.unknown }));
    const review = reviewSynthetic(made);
    expect(review.quorum[0]).toMatchObject({ verdict: 'bootstrap', voters: { before: 0, after: 3 } });
    expect(review.exit_code).toBe(2);
  });
});

describe('the load balancer', () => {
  it('must not keep a machine that goes', () => {
    const changes = edited(blueGreen(), 'quorate_attachment', (one) => ({
      ...one,
      actions: ['no-op'],
      after: one.before,
      unknown: {},
    }));
    const review = reviewSynthetic(changes);
    expect(review.exit_code).toBe(4);
    expect(review.findings.filter(({ code }) => code === 'QRV-BALANCER-STALE')).toHaveLength(3);
  });

  it('is asked about when new machines are not attached', () => {
    const review = reviewSynthetic(
      edited(blueGreen(), 'quorate_attachment', (one) => destroy(one.address, one.before)),
    );
    expect(codes(review)).toContain('QRV-BALANCER-MISSING');
  });

  it('is asked about when it would be empty for a while', () => {
    const review = reviewSynthetic(
      edited(blueGreen(), 'quorate_attachment', (one) => ({ ...one, actions: ['delete', 'create'] })),
    );
    expect(codes(review)).toContain('QRV-BALANCER-EMPTY');
  });
});

describe('the shape of the cluster afterwards', () => {
  const resized = (from: number, to: number) => {
    const [big, small] = [blueGreen({ nodes: Math.max(from, to), engineAfter: '1.19.0' }), slots(Math.min(from, to))];
    return big.map((one): SyntheticChange => {
      const slot = /\["(.)"\]/.exec(one.address)?.[1];
      const members = (side: unknown, keep: (name: string) => boolean) => {
        const all = (side as { members: Record<string, unknown> }).members;
        return { ...(side as object), members: Object.fromEntries(Object.entries(all).filter(([name]) => keep(name))) };
      };
      if (slot === undefined && one.address.startsWith('quorate_cluster')) {
        const few = (name: string) => small.includes(name);
        const everyone = () => true;
        const before = members(one.before, from < to ? few : everyone);
        return {
          ...one,
          before,
          after: { ...members(one.before, from < to ? everyone : few), membership_plan: foreseen(3).slice(0, 1) },
          unknown: {},
        };
      }
      if (slot === undefined || small.includes(slot))
        return { ...one, actions: ['no-op'], after: one.before, unknown: {} };
      return from < to ? create(one.address, one.after, { unknown: one.unknown }) : destroy(one.address, one.before);
    });
  };

  it('needs approval when it shrinks', () => {
    const review = reviewSynthetic(resized(5, 3));
    expect(findingWith(review, 'QRV-QUORUM-SHRINK').title).toContain('from 5 to 3');
    expect(review.exit_code).toBe(3);
  });

  it('needs approval when it becomes even', () => {
    expect(codes(reviewSynthetic(resized(3, 4)))).toContain('QRV-QUORUM-SHRINK');
  });

  it('may grow', () => {
    expect(reviewSynthetic(resized(3, 5)).exit_code).toBe(2);
  });

  it('needs approval when one zone comes to hold the quorum', () => {
    const review = reviewSynthetic(
      blueGreen().map((one) => {
        if (!isType('quorate_machine')(one)) return one;
        const zone = one.address.includes('"a"') ? 'zone-1' : 'zone-2';
        return { ...one, after: { ...(one.after as object), zone } };
      }),
    );
    expect(findingWith(review, 'QRV-QUORUM-ZONE').title).toContain('zone-2');
  });
});

describe('an engine that goes back', () => {
  it('needs approval', () => {
    const review = reviewSynthetic(blueGreen({ engineBefore: '1.21.1', engineAfter: '1.19.0' }));
    expect(codes(review)).toContain('QRV-ENGINE-DOWNGRADE');
    expect(review.exit_code).toBe(3);
  });
});

describe('machines of a cloud', () => {
  const instance = (slot: string, more: Partial<SyntheticChange>): SyntheticChange => {
    const values = (ami: string) => ({
      ami,
      availability_zone: `eu-west-1${slot}`,
      tags: { 'quorate:environment': 'lab', 'quorate:slot': slot, 'quorate:role': 'member' },
    });
    return {
      address: `aws_instance.vault["${slot}"]`,
      actions: ['create', 'delete'],
      before: { ...values('ami-1'), id: `i-${slot}` },
      after: values('ami-2'),
      unknown: { id: true },
      ...more,
    };
  };
  const cluster = blueGreen().filter(isType('quorate_cluster'));

  it('are judged by their tags', () => {
    const kept = reviewSynthetic([...slots(3).map((slot) => instance(slot, {})), ...cluster]);
    expect(kept.quorum[0]?.headline).toContain('quorum kept');
    const lost = reviewSynthetic([
      ...slots(3).map((slot) => instance(slot, { actions: ['delete', 'create'] })),
      ...cluster,
    ]);
    expect(codes(lost)).toContain('QRV-QUORUM-LOST');
  });

  it('behind a target group are followed by the id of the instance', () => {
    const attachment = (slot: string): SyntheticChange => {
      const values = { target_group_arn: 'arn', target_id: `i-${slot}` };
      return {
        address: `aws_lb_target_group_attachment.vault["${slot}"]`,
        actions: ['no-op'],
        before: values,
        after: values,
      };
    };
    const review = reviewSynthetic([
      ...slots(3).map((slot) => instance(slot, {})),
      ...slots(3).map(attachment),
      ...cluster,
    ]);
    expect(codes(review)).toContain('QRV-BALANCER-STALE');
  });

  it('without our tags are nobody’s voters', () => {
    const plain = slots(3).map((slot) =>
      instance(slot, { actions: ['delete', 'create'], before: { id: 'i' }, after: {} }),
    );
    expect(reviewSynthetic(plain).quorum).toEqual([]);
  });
});

describe('the whole cluster going', () => {
  const all = () => blueGreen().map((one) => destroy(one.address, one.before));

  it('needs approval when nothing protects it, and says what is lost', () => {
    const review = reviewSynthetic(all());
    expect(review.quorum[0]?.verdict).toBe('destroyed');
    expect(review.exit_code).toBe(3);
    expect(findingWith(review, 'QRV-DATA-DESTROYED').detail).toContain('secrets');
  });

  it('is blocked when it is protected', () => {
    const changes = edited(all(), 'quorate_cluster', (one) => ({
      ...one,
      before: { ...(one.before as object), deletion_protection: true },
    }));
    expect(reviewSynthetic(changes).exit_code).toBe(4);
  });
});

describe('whatever the order of actions', () => {
  it('a plan that loses quorum by its own figures is never let through', () => {
    const action = fc.constantFrom<readonly string[]>(
      ['no-op'],
      ['delete'],
      ['delete', 'create'],
      ['create', 'delete'],
    );
    fc.assert(
      fc.property(
        fc.constantFrom(3, 5, 7),
        fc.array(action, { minLength: 7, maxLength: 7 }),
        fc.boolean(),
        (nodes, actions, converges) => {
          const changes = blueGreen({ nodes }).map((one): SyntheticChange => {
            const index = isType('quorate_machine')(one)
              ? (/\["(.)"\]/.exec(one.address)?.[1]?.charCodeAt(0) ?? 97) - 97
              : -1;
            if (index >= 0) {
              const mine = actions[index] ?? ['no-op'];
              return { ...one, actions: mine, after: mine.at(-1) === 'delete' && mine.length === 1 ? null : one.after };
            }
            if (isType('quorate_cluster')(one) && !converges)
              return { ...one, actions: ['no-op'], after: one.before, unknown: {} };
            return one;
          });
          const gone = actions.slice(0, nodes).filter(([first]) => first === 'delete').length;
          const early = actions.slice(0, nodes).filter((list) => list[0] === 'delete' && list.length === 2).length;
          const leaving = actions.slice(0, nodes).filter((list) => list.includes('delete')).length;
          const review = reviewSynthetic(changes);
          if (early > 0 || (leaving > 0 && !converges)) expect(review.decision).toBe('blocked');
          if (nodes - early < Math.floor(nodes / 2) + 1) expect(codes(review)).toContain('QRV-QUORUM-LOST');
          if (gone === 0 && leaving === 0) expect(codes(review)).not.toContain('QRV-QUORUM-LOST');
        },
      ),
      { numRuns: 300 },
    );
  });
});

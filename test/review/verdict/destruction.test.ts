import { describe, expect, it } from 'vitest';
import { codes, destroy, findingWith, reviewSynthetic, update } from '../support/review.js';

const seal = { description: 'Vault unseal key', deletion_window_in_days: 30, tags: { 'quorate:environment': 'prod' } };

describe('destroying what cannot be made again', () => {
  it('stops hard at the seal key, with what it would cost', () => {
    const review = reviewSynthetic([destroy('aws_kms_key.seal', seal)]);
    expect(review.exit_code).toBe(4);
    expect(findingWith(review, 'QRV-SEAL-DESTROYED').detail).toContain(
      'deleted after 30 days: everything that it encrypts is lost',
    );
  });

  it('stops hard when the seal key would be replaced, in either order', () => {
    for (const actions of [
      ['create', 'delete'],
      ['delete', 'create'],
    ]) {
      const review = reviewSynthetic([
        {
          address: 'aws_kms_key.seal',
          actions,
          before: seal,
          after: { ...seal, multi_region: true },
          replacePaths: [['multi_region']],
        },
      ]);
      expect(codes(review)).toContain('QRV-SEAL-DESTROYED');
    }
  });

  it('stops hard when the local seal goes and the cluster stays', () => {
    expect(codes(reviewSynthetic([destroy('quorate_seal.a', { environment: 'lab' })]))).toEqual(['QRV-SEAL-DESTROYED']);
    expect(codes(reviewSynthetic([destroy('quorate_machine.seal', { environment: 'lab', role: 'seal' })]))).toContain(
      'QRV-SEAL-DESTROYED',
    );
  });

  it('stops hard when the seal key would be disabled', () => {
    expect(
      reviewSynthetic([update('aws_kms_key.seal', { ...seal, is_enabled: true }, { ...seal, is_enabled: false })])
        .exit_code,
    ).toBe(4);
  });

  it('asks about other keys', () => {
    const review = reviewSynthetic([destroy('aws_kms_key.logs', { deletion_window_in_days: 7 })]);
    expect(codes(review)).toEqual(['QRV-DATA-DESTROYED']);
    expect(review.findings[0]?.detail).toContain('after 7 days');
    expect(review.exit_code).toBe(3);
  });

  it('stops at anything that is switched to refuse deletion', () => {
    expect(codes(reviewSynthetic([destroy('aws_lb.a', { enable_deletion_protection: true })]))).toEqual([
      'QRV-PROTECTED-DESTROYED',
    ]);
  });

  it('says what a bucket, a database and a secret cost', () => {
    const detail = (address: string, before: object) => reviewSynthetic([destroy(address, before)]).findings[0]?.detail;
    expect(detail('aws_s3_bucket.a', { force_destroy: true })).toContain('everything in it is deleted at once');
    expect(detail('aws_db_instance.a', { skip_final_snapshot: true })).toContain('without a last snapshot');
    expect(detail('aws_secretsmanager_secret.a', { recovery_window_in_days: 0 })).toContain('for 0 days');
  });

  it('asks when Terraform would forget something stateful', () => {
    expect(codes(reviewSynthetic([{ address: 'aws_s3_bucket.a', actions: ['forget'], before: {} }]))).toEqual([
      'QRV-FORGOTTEN',
    ]);
  });

  it('does not ask about what can be made again', () => {
    expect(codes(reviewSynthetic([destroy('aws_route_table.a', {})]))).toEqual([]);
  });
});

describe('protections that are taken away', () => {
  it.each([
    ['quorate_cluster.a', 'deletion_protection', true, false],
    ['aws_lb.a', 'enable_deletion_protection', true, false],
    ['aws_instance.other', 'disable_api_termination', true, false],
    ['aws_s3_bucket.a', 'force_destroy', false, true],
  ])('%s: %s', (address, name, before, after) => {
    const review = reviewSynthetic([update(address, { [name]: before }, { [name]: after })]);
    expect(codes(review)).toContain('QRV-PROTECTION-OFF');
    expect(codes(reviewSynthetic([update(address, { [name]: after }, { [name]: before })]))).not.toContain(
      'QRV-PROTECTION-OFF',
    );
  });

  it('are not reported for a machine whose member is being removed', () => {
    const tags = { 'quorate:environment': 'prod', 'quorate:slot': 'a' };
    const review = reviewSynthetic([
      update(
        'aws_instance.vault["a"]',
        { tags, disable_api_termination: true },
        { tags, disable_api_termination: false },
      ),
    ]);
    expect(codes(review)).not.toContain('QRV-PROTECTION-OFF');
  });

  it('include prevent_destroy, which only the configurations show', () => {
    const block = (lifecycle: object) => ({ resource: { aws_kms_key: { seal: { description: 'x', lifecycle } } } });
    const review = reviewSynthetic([], {
      configurations: { before: block({ prevent_destroy: true }), after: block({}) },
    });
    expect(findingWith(review, 'QRV-PROTECTION-OFF')).toMatchObject({
      address: 'aws_kms_key.seal',
      title: 'prevent_destroy is removed',
    });
    expect(
      codes(reviewSynthetic([], { configurations: { before: block({}), after: block({ prevent_destroy: true }) } })),
    ).toEqual([]);
  });
});

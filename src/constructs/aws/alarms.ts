import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import type { Construct } from 'constructs';
import { FIGURE, FIGURES_DIMENSION, FIGURES_NAMESPACE } from '../../schema/index.js';
import { pinned } from '../pinned.js';
import type { Balancer } from './balancer.js';

const PERIOD_SECONDS = 60;
/** A machine that a rollout replaces is ready sooner. */
const PERIODS = 5;
/** Elections take seconds; a figure is a minute old. */
const LEADERLESS_PERIODS = 2;
/** Nodes renew theirs when at least 22 of its 90 days are left. */
const CERTIFICATE_DAYS = 14;
/** One may be missed by a change of leader. */
const MISSED_SNAPSHOTS = 2;

export interface AlarmsProps {
  readonly environment: string;
  readonly nodes: number;
  readonly balancer: Balancer;
  readonly keyArns: readonly string[];
  /** Seconds between snapshots; undefined: none are taken. */
  readonly snapshotSeconds: number | undefined;
  /** Topic that people listen to; without one, alarms are only seen in the console. */
  readonly topicArn: string | undefined;
}

/**
 * What a person has to know: fewer nodes serve than should, too few serve, one is sealed, none leads, a certificate ends,
 * snapshots are not taken, or a key is about to be lost.
 */
export function alarms(scope: Construct, props: AlarmsProps): void {
  const { environment, nodes, balancer, keyArns, snapshotSeconds, topicArn } = props;
  const actions = topicArn === undefined ? [] : [topicArn];
  const alarm = (id: string, description: string, config: Partial<CloudwatchMetricAlarmConfig>, periods: number) => {
    const made = new CloudwatchMetricAlarm(scope, `alarm-${id}`, {
      alarmName: `quorate-${environment}-${id.replace('_', '-')}`,
      alarmDescription: description,
      comparisonOperator: 'GreaterThanThreshold',
      period: PERIOD_SECONDS,
      evaluationPeriods: periods,
      treatMissingData: 'breaching',
      alarmActions: actions,
      okActions: actions,
      ...config,
    });
    pinned(made, id);
  };
  const healthyBelow = (id: string, threshold: number, periods: number, description: string): void => {
    const config = {
      namespace: 'AWS/NetworkELB',
      metricName: 'HealthyHostCount',
      dimensions: { LoadBalancer: balancer.balancer.arnSuffix, TargetGroup: balancer.targets.arnSuffix },
      statistic: 'Minimum',
      comparisonOperator: 'LessThanThreshold',
      threshold,
    };
    alarm(id, description, config, periods);
  };
  const quorum = Math.floor(nodes / 2) + 1;
  const look = `\`quorate status ${environment}\``;
  const design = `Fewer than ${nodes} nodes serve: fewer can be lost than was designed. Run \`cdktf deploy ${environment}\`.`;
  healthyBelow('below_design', nodes, PERIODS, design);
  healthyBelow('below_quorum', quorum, 1, `Fewer than ${quorum} nodes serve: ${look}.`);

  // What only nodes know, as each tells it once a minute: the worst, or the best, of all of them.
  const told = (metricName: string, statistic: 'Maximum' | 'Minimum', threshold: number) => ({
    namespace: FIGURES_NAMESPACE,
    dimensions: { [FIGURES_DIMENSION]: environment },
    metricName,
    statistic,
    threshold,
  });
  alarm(
    'sealed',
    `A node is sealed, or its engine does not answer: ${look}.`,
    told(FIGURE.sealed, 'Maximum', 0),
    PERIODS,
  );
  const none = { ...told(FIGURE.leads, 'Maximum', 1), comparisonOperator: 'LessThanThreshold' };
  alarm('no_leader', `No node leads: nothing can be written or read: ${look}.`, none, LEADERLESS_PERIODS);
  const ending = {
    ...told(FIGURE.certificateDays, 'Minimum', CERTIFICATE_DAYS),
    comparisonOperator: 'LessThanThreshold',
  };
  alarm(
    'certificate',
    `A certificate ends within ${CERTIFICATE_DAYS} days and was not renewed: \`quorate certs renew ${environment}\`.`,
    ending,
    PERIODS,
  );
  if (snapshotSeconds !== undefined) {
    const stale = told(FIGURE.snapshotAge, 'Maximum', MISSED_SNAPSHOTS * snapshotSeconds + PERIOD_SECONDS);
    alarm('stale_snapshot', `Snapshots are not taken as they should be: ${look}.`, stale, PERIODS);
  }
  if (topicArn !== undefined) keyInDanger(scope, keyArns, topicArn);
}

function keyInDanger(scope: Construct, keyArns: readonly string[], topicArn: string): void {
  const rule = new CloudwatchEventRule(scope, 'key-in-danger', {
    description: 'Somebody disables a key of the cluster or schedules its deletion',
    eventPattern: JSON.stringify({
      source: ['aws.kms'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        eventName: ['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy'],
        resources: { ARN: keyArns },
      },
    }),
  });
  pinned(rule, 'key_in_danger');
  const target = new CloudwatchEventTarget(scope, 'key-in-danger-topic', { rule: rule.name, arn: topicArn });
  pinned(target, 'key_in_danger');
}

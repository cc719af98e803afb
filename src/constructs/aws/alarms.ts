import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import type { Construct } from 'constructs';
import { pinned } from '../pinned.js';
import type { Balancer } from './balancer.js';

const PERIOD_SECONDS = 60;
/** A machine that a rollout replaces is ready sooner. */
const PERIODS = 5;

export interface AlarmsProps {
  readonly environment: string;
  readonly nodes: number;
  readonly balancer: Balancer;
  readonly keyArns: readonly string[];
  /** Topic that people listen to; without one, alarms are only seen in the console. */
  readonly topicArn: string | undefined;
}

/** What a person has to know: fewer nodes serve than should, too few serve, or a key is about to be lost. */
export function alarms(scope: Construct, { environment, nodes, balancer, keyArns, topicArn }: AlarmsProps): void {
  const actions = topicArn === undefined ? [] : [topicArn];
  const healthyBelow = (id: string, threshold: number, periods: number, description: string): void => {
    const alarm = new CloudwatchMetricAlarm(scope, `alarm-${id}`, {
      alarmName: `quorate-${environment}-${id.replace('_', '-')}`,
      alarmDescription: description,
      namespace: 'AWS/NetworkELB',
      metricName: 'HealthyHostCount',
      dimensions: { LoadBalancer: balancer.balancer.arnSuffix, TargetGroup: balancer.targets.arnSuffix },
      statistic: 'Minimum',
      comparisonOperator: 'LessThanThreshold',
      threshold,
      period: PERIOD_SECONDS,
      evaluationPeriods: periods,
      treatMissingData: 'breaching',
      alarmActions: actions,
      okActions: actions,
    });
    pinned(alarm, id);
  };
  const quorum = Math.floor(nodes / 2) + 1;
  healthyBelow('below_design', nodes, PERIODS, `Fewer than ${nodes} nodes serve. Run \`cdktf deploy ${environment}\`.`);
  healthyBelow('below_quorum', quorum, 1, `Fewer than ${quorum} nodes serve: \`quorate status ${environment}\`.`);
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

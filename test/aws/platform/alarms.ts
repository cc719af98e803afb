import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';

/** An alarm of the account, judged by what was published for it. */
export interface JudgedAlarm {
  readonly name: string;
  readonly state: 'OK' | 'ALARM';
  /** Newest first; undefined where nothing came in that period. */
  readonly values: readonly (number | undefined)[];
}

/** What Amazon itself would publish of a metric for every period; undefined: nodes publish it. */
export type OwnFigures = (alarm: MetricAlarm) => number | undefined;

/**
 * Judges every alarm of an environment as CloudWatch does, which the emulator does not: its statistic of its metric in
 * each whole period, compared with its threshold, and missing ones as it says.
 *
 * @param lasting judges by the newest period alone, as if all went on like that
 */
export async function judgedAlarms(
  client: CloudWatchClient,
  environment: string,
  ownFigures: OwnFigures,
  lasting = false,
): Promise<readonly JudgedAlarm[]> {
  const { MetricAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: `quorate-${environment}-` }),
  );
  return await Promise.all(
    MetricAlarms.map(async (alarm) => {
      const periods = lasting ? 1 : (alarm.EvaluationPeriods ?? 1);
      const own = ownFigures(alarm);
      const values = own === undefined ? await published(client, alarm, periods) : Array(periods).fill(own);
      const state = values.every((value) => breaches(alarm, value)) ? 'ALARM' : 'OK';
      return { name: alarm.AlarmName?.replace(`quorate-${environment}-`, '') ?? '', state, values };
    }),
  );
}

async function published(client: CloudWatchClient, alarm: MetricAlarm, periods: number) {
  const { Namespace, MetricName, Dimensions, Period = 60, Statistic: Stat } = alarm;
  const end = Math.floor(Date.now() / 1_000 / Period) * Period;
  const MetricStat = { Metric: { Namespace, MetricName, Dimensions }, Period, Stat };
  const { MetricDataResults: [found] = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date((end - periods * Period) * 1_000),
      EndTime: new Date(end * 1_000),
      MetricDataQueries: [{ Id: 'figure', MetricStat }],
    }),
  );
  const at = new Map(found?.Timestamps?.map((time, index) => [time.getTime() / 1_000, found.Values?.[index]]));
  return Array.from({ length: periods }, (_, index) => at.get(end - (index + 1) * Period));
}

function breaches({ ComparisonOperator, Threshold = 0, TreatMissingData }: MetricAlarm, value: number | undefined) {
  if (value === undefined) return TreatMissingData === 'breaching';
  if (ComparisonOperator === 'GreaterThanThreshold') return value > Threshold;
  if (ComparisonOperator === 'LessThanThreshold') return value < Threshold;
  throw new Error(`no alarm of ours compares by ${ComparisonOperator}`);
}

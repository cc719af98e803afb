import * as alarms from '@aws-sdk/client-cloudwatch';
import * as events from '@aws-sdk/client-eventbridge';
import { type AllPlayed, pascal, tagsOf, text, type Values } from '../resource.js';

const client = new alarms.CloudWatchClient({});
const rules = new events.EventBridgeClient({});

async function putAlarm({ tags, dimensions, id: _, alarm_actions, ok_actions, ...planned }: Values): Promise<Values> {
  const Dimensions = Object.entries((dimensions ?? {}) as Record<string, string>).map(([Name, Value]) => ({
    Name,
    Value,
  }));
  const named = { AlarmName: text(planned, 'alarm_name') };
  const actions = { AlarmActions: (alarm_actions ?? []) as string[], OKActions: (ok_actions ?? []) as string[] };
  const alarm = { ...(pascal(planned) as object), ...named, ...actions, Dimensions, Tags: tagsOf({ tags }) };
  await client.send(new alarms.PutMetricAlarmCommand(alarm as alarms.PutMetricAlarmInput));
  return { id: named.AlarmName };
}

export const watching: AllPlayed = {
  aws_cloudwatch_metric_alarm: {
    create: putAlarm,
    replaces: ['alarm_name'],
    update: (_, planned) => putAlarm(planned),
    delete: ({ id }) => client.send(new alarms.DeleteAlarmsCommand({ AlarmNames: [String(id)] })),
  },
  aws_cloudwatch_event_rule: {
    create: async (planned) => {
      const Name = `terraform-${Date.now()}`;
      await rules.send(new events.PutRuleCommand({ Name, EventPattern: text(planned, 'event_pattern') }));
      return { id: Name, name: Name };
    },
    delete: ({ id }) => rules.send(new events.DeleteRuleCommand({ Name: String(id) })),
  },
  aws_cloudwatch_event_target: {
    create: async (planned) => {
      const Id = `terraform-${Date.now()}`;
      const Targets = [{ Id, Arn: text(planned, 'arn') }];
      await rules.send(new events.PutTargetsCommand({ Rule: text(planned, 'rule'), Targets }));
      return { id: Id };
    },
    delete: ({ id, rule }) => rules.send(new events.RemoveTargetsCommand({ Rule: String(rule), Ids: [String(id)] })),
  },
};

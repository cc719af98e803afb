import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { awsFailure } from './aws-error.js';
import { type AwsPlace, clientSettings } from './client-settings.js';
import type { FigureStore, Figures } from './figures.js';

export class SdkFigures implements FigureStore {
  readonly #client: CloudWatchClient;

  constructor(private readonly place: AwsPlace) {
    this.#client = new CloudWatchClient(clientSettings(place));
  }

  async put(Namespace: string, dimensions: Readonly<Record<string, string>>, figures: Figures): Promise<void> {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const MetricData = Object.entries(figures).map(([MetricName, Value]) => ({ MetricName, Value, Dimensions }));
    try {
      await this.#client.send(new PutMetricDataCommand({ Namespace, MetricData }));
    } catch (error) {
      throw awsFailure(`publish figures of ${Namespace}`, this.place.region, error);
    }
  }
}

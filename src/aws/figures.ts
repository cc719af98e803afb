import type { AwsPlace } from './client-settings.js';

/** Figures by their names; all are plain numbers. */
export type Figures = Readonly<Record<string, number>>;

/** Where figures go that alarms look at. Methods throw QuorateError `QRT-AWS`. */
export interface FigureStore {
  /** @param dimensions tell whose they are */
  put(namespace: string, dimensions: Readonly<Record<string, string>>, figures: Figures): Promise<void>;
}

/** CloudWatch by Amazon's library, which is loaded here and not before. */
export async function openFigures(place: AwsPlace): Promise<FigureStore> {
  const { SdkFigures } = await import('./sdk-figures.js');
  return new SdkFigures(place);
}

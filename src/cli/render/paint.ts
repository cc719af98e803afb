import { styleText } from 'node:util';

export type Colour = 'green' | 'yellow' | 'red' | 'dim';

/** Gives a text its colour, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

export const plain: Paint = (_, text) => text;

/** Colours where a terminal shows them and nobody asked for none (https://no-color.org). */
export function paintFor(interactive: boolean, env: Readonly<Record<string, string | undefined>>): Paint {
  return interactive && !env['NO_COLOR'] ? (colour, text) => styleText(colour, text, { validateStream: false }) : plain;
}

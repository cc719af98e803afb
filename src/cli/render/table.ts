import type { Colour, Paint } from './paint.js';

/** A cell; the colour does not count for its width. */
export type Cell = string | { readonly text: string; readonly colour: Colour };

/** Lines of a table whose columns are as wide as their widest cell. */
export function table(header: readonly string[], rows: readonly (readonly Cell[])[], paint: Paint): string[] {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => textOf(row[column]).length)),
  );
  return [header, ...rows].map((cells) =>
    cells
      .map((cell, column) => painted(cell, column === cells.length - 1 ? 0 : (widths[column] ?? 0), paint))
      .join('  ')
      .trimEnd(),
  );
}

function painted(cell: Cell, width: number, paint: Paint): string {
  const text = textOf(cell);
  const shown = typeof cell === 'string' ? text : paint(cell.colour, text);
  return shown + ' '.repeat(Math.max(0, width - text.length));
}

function textOf(cell: Cell | undefined): string {
  return typeof cell === 'object' ? cell.text : (cell ?? '');
}

/** How far share holders have come, each on a turn of their own. */
export function renderTurn({ given, required }: { readonly given: number; readonly required: number }): string {
  return `${given}/${required} shares; the next share holder runs the same command`;
}

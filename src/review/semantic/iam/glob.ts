/** Longer patterns are compared for equality only: matching costs their product. */
const LONGEST = 2_048;

/**
 * True when every text that `other` matches is matched by `pattern` too (`*` any run, `?` any character).
 *
 * A wildcard of `other` can only be covered by a `*`, so it is treated as a character that nothing else matches. The
 * answer is never wrongly true; it can be wrongly false for patterns that nobody writes (`?*` against `*?`).
 */
export function globCovers(pattern: string, other: string): boolean {
  if (pattern === '*' || pattern === other) return true;
  if (pattern.length > LONGEST || other.length > LONGEST) return false;
  let at = 0;
  let star = -1;
  let resume = 0;
  let place = 0;
  while (place < other.length) {
    const wanted = pattern[at];
    const found = other[place];
    if (wanted === '*') {
      star = at;
      resume = place;
      at += 1;
    } else if (wanted === found || (wanted === '?' && found !== '*')) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      place = resume;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

import * as z from 'zod';

/**
 * Text that may be shown to anybody.
 *
 * Only a {@link Masker} turns foreign text into it, and {@link say} composes it with the program's own words. Everything
 * a renderer can reach is of this type: a value of the plan that was not masked does not compile.
 */
export const safeText = z.string().brand<'SafeText'>();
export type SafeText = z.infer<typeof safeText>;

/** Composes safe text from the program's own words and from text that is safe already. */
export function say(words: TemplateStringsArray, ...values: readonly (SafeText | number)[]): SafeText {
  let text = words[0] ?? '';
  values.forEach((value, index) => {
    text += `${value}${words[index + 1] ?? ''}`;
  });
  return text as SafeText;
}

/** Joins safe texts with the program's own separator. */
export function joined(parts: readonly SafeText[], separator: string): SafeText {
  return parts.join(separator) as SafeText;
}

/** "1 machine", "3 machines". */
export function counted(count: number, singular: string, plural = `${singular}s`): SafeText {
  return `${count} ${count === 1 ? singular : plural}` as SafeText;
}

/** A list for people: the first few, and how many more there are. */
export function listed(parts: readonly SafeText[], limit = 5): SafeText {
  if (parts.length <= limit) return joined(parts, ', ');
  return say`${joined(parts.slice(0, limit), ', ')} and ${parts.length - limit} more`;
}

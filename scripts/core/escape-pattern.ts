/** A text as a part of a regular expression that matches just this text, outside of a character class. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/**
 * Characters that do something to a terminal or to the order of a line instead of standing there: C0 and C1 controls, of
 * which U+009B begins a command like ESC [ (ECMA-48 §8.3), marks and overrides of direction (Unicode TR9, TR36 §2.5.1),
 * and separators that some readers take for the end of a line. Strangers choose names and paths.
 */
// oxlint-disable-next-line no-control-regex -- naming them is the point
const INVISIBLE = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/g

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Text for a terminal, a log or a notification; line ends and tabs stay what they are. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  )
}

/** JSON that holds the same values, for a terminal or a log. */
export function visibleJson(value: unknown): string {
  // Outside strings JSON has nothing but ASCII, and within them these escapes mean the character.
  return JSON.stringify(value).replace(INVISIBLE, escaped)
}

/** Text as searches compare it: compatibility forms and case do not matter, in any script. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

const ENGLISH = new Set(
  (
    'the is are and of with not it its does has have this that by from to for only be or you your which cannot can ' +
    'on at when because there new certificate key device'
  ).split(' '),
)

/** Words of English that are none of German, outside of names, codes and what is quoted from programs. */
export function englishIn(text: string): string[] {
  const own = text.replace(/„[^“]*“|“[^”]*”|\([^)]*\)/g, '')
  // Whole words: no part of a file’s name, nor of a field’s. Those in capitals are quoted as well.
  const words = own.match(/[\p{L}\d_.-]+/gu) ?? []
  return words.filter((word) =>
    ENGLISH.has(word.replace(/[.-]+$/, '').replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase())),
  )
}

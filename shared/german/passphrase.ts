import type { Pair } from './reader.ts'

/** How hard a passphrase is to guess. */
export const passphrase: readonly Pair[] = [
  ['Four unrelated words are good.', 'Vier Wörter ohne Zusammenhang sind gut.'],
  ['Too short: {count} more characters at least.', 'Zu kurz: Es fehlen noch mindestens {count} Zeichen.'],
  ['Among the first that anyone would try.', 'Unter den ersten, die jeder versuchen würde.'],
  [
    'Too easy to guess: use characters that do not follow from each other.',
    'Zu leicht zu erraten: Nimm Zeichen, die nicht auseinander folgen.',
  ],
  ['Weak: add another word.', 'Schwach: Füge noch ein Wort hinzu.'],
  ['Fair: one more word would make it good.', 'Mittel: Mit einem weiteren Wort wird sie gut.'],
  ['Good.', 'Gut.'],
  ['Strong.', 'Stark.'],
]

import type { Language } from '../../../../shared/language.ts'

/** What the page of a link says around the steps. */
export interface LinkPageWords {
  readonly gets: { readonly profile: string; readonly authority: string; readonly identity: string }
  readonly taken: string
  readonly closes: (minutes: number) => string
  readonly which: string
  readonly on: (platform: string) => string
  /** What it is about stands first, in bold. */
  readonly password: readonly [what: string, rest: string]
  readonly safe: readonly [question: string, answer: string]
  readonly trouble: string
  /** Answers that are no page, in a line of text. */
  readonly answers: {
    readonly taken: string
    readonly closed: string
    readonly elsewhere: string
    readonly tooMany: string
    readonly onlyGet: string
    readonly nothing: string
  }
}

export const linkPageWords: Readonly<Record<Language, LinkPageWords>> = {
  en: {
    gets: {
      profile: 'Get the profile',
      authority: 'Get the certificate of the authority',
      identity: 'Get the certificate of this device',
    },
    taken: 'It was taken already. For another copy, make a new link on the computer.',
    closes: (minutes) =>
      `This page closes in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}. The certificate can be taken once.`,
    which: 'What this device is',
    on: (platform) => `On ${platform}`,
    password: [
      'The password',
      'is on the screen of the computer that showed the code. It is not on this page, and is never sent.',
    ],
    safe: [
      'Is this safe?',
      'This page comes over plain HTTP, so others in this network could read along. What they would get is useless ' +
        'without the password. What they could do is give you another authority instead: when your device shows the ' +
        'fingerprint (SHA-256) of the authority, compare it with the one on the computer’s screen.',
    ],
    trouble: 'It does not work',
    answers: {
      taken: 'This file was taken already. Make a new link on the computer if you need it again.',
      closed: 'This link is closed.',
      elsewhere: 'This is not the address of the link.',
      tooMany: 'Too many wrong addresses. Wait a minute.',
      onlyGet: 'Only GET.',
      nothing: 'There is nothing here.',
    },
  },
  de: {
    gets: {
      profile: 'Profil holen',
      authority: 'Zertifikat der Zertifizierungsstelle holen',
      identity: 'Zertifikat dieses Geräts holen',
    },
    taken: 'Es wurde schon genommen. Für eine weitere Kopie mach auf dem Computer einen neuen Link.',
    closes: (minutes) =>
      `Diese Seite schließt sich in ${minutes === 1 ? 'einer Minute' : `${minutes} Minuten`}. Das Zertifikat kann einmal genommen werden.`,
    which: 'Was dieses Gerät ist',
    on: (platform) => `Auf ${platform}`,
    password: [
      'Das Passwort',
      'steht auf dem Bildschirm des Computers, der den Code gezeigt hat. Es ist nicht auf dieser Seite und wird nie gesendet.',
    ],
    safe: [
      'Ist das sicher?',
      'Diese Seite kommt über unverschlüsseltes HTTP, andere in diesem Netz könnten also mitlesen. Was sie bekämen, ist ' +
        'ohne das Passwort nutzlos. Was sie könnten: dir eine andere Zertifizierungsstelle unterschieben. Zeigt dein ' +
        'Gerät den Fingerabdruck (SHA-256) der Stelle, so vergleiche ihn mit dem auf dem Bildschirm des Computers.',
    ],
    trouble: 'Es klappt nicht',
    answers: {
      taken:
        'Diese Datei wurde schon genommen. Brauchst du sie noch einmal, so mach auf dem Computer einen neuen Link.',
      closed: 'Dieser Link ist geschlossen.',
      elsewhere: 'Das ist nicht die Adresse des Links.',
      tooMany: 'Zu viele falsche Adressen. Warte eine Minute.',
      onlyGet: 'Nur GET.',
      nothing: 'Hier ist nichts.',
    },
  },
}

import type { upstreamErrors } from '../../errors/upstream.ts'
import type { Translated } from './entry.ts'

export const upstream: Translated<typeof upstreamErrors> = {
  'site/upstream-not-https': {
    message:
      '{upstream} ist keine https://-Adresse: Sie hat kein Zertifikat, dem man vertrauen könnte, und verlangt keines.',
    remedy: 'Gib eine https://-Adresse an, oder lass weg, was über ihr Zertifikat gesagt ist.',
  },
  'site/upstream-authority': {
    message: 'Die Stelle für das Gerät dahinter konnte nicht gelesen werden: {problem}.',
    remedy: 'Gib ein CA-Zertifikat oder mehrere in der Form PEM an.',
  },
  'site/upstream-certificate': {
    message: 'Das Zertifikat für das Gerät dahinter kann nicht benutzt werden: {problem}.',
    remedy:
      'Gib ein noch gültiges PEM-Zertifikat (mit seiner Kette) und den unverschlüsselten PEM-Schlüssel an, der dazu gehört.',
  },
  'site/upstream-old-tls': {
    message: 'Was unter {upstream} antwortet, spricht nur {version}, und das ist zu alt, um etwas zu schützen.',
    remedy:
      'Aktualisiere das Gerät, oder schalte in seinen Einstellungen TLS 1.2 ein. Bietet es einfaches HTTP in einem Netz, dem du vertraust, gib seine http://-Adresse an.',
  },
  'site/upstream-wants-certificate': {
    message: '{upstream} antwortet nicht, bevor es ein Zertifikat gesehen hat, das es annimmt.',
    remedy: 'Gib diesem Zugang ein Zertifikat für das Gerät dahinter, von einer Stelle, der das Gerät vertraut.',
  },
  'site/upstream-untrusted': {
    message: 'Dem, was unter {upstream} antwortet, konnte nicht vertraut werden: {problem}.',
    remedy: 'Ist es das richtige Gerät, so nimm sein Zertifikat an, oder gib die Stelle an, die es ausgestellt hat.',
  },
}

import type { diagnosisErrors } from '../../errors/diagnosis.ts'
import type { Translated } from './entry.ts'

export const diagnosis: Translated<typeof diagnosisErrors> = {
  'diagnosis/unknown-code': {
    message: 'Über „{query}“ ist nichts bekannt.',
    remedy:
      'Gib einen Prüfcode (0 bis 100), einen TLS-Alert, einen Namen wie CERT_HAS_EXPIRED oder die ganze Fehlermeldung ein.',
  },
  'diagnosis/no-own-authority': {
    message:
      'Die Besucher für „{name}“ können nicht gemacht werden: Von keiner der Stellen, denen der Zugang vertraut, ist der Schlüssel in dieser App.',
    remedy: 'Lass den Zugang einer Zertifizierungsstelle vertrauen, die mit ihrem Schlüssel hier ist.',
  },
  'diagnosis/unreachable': {
    message: '{host} war am Port {port} nicht zu erreichen: {problem}.',
    remedy: 'Prüfe Namen, Adresse und Port, und ob der Server läuft.',
  },
  'diagnosis/key-mismatch': {
    message: 'Schlüssel und Zertifikat gehören nicht zusammen.',
    remedy: 'Gib den Schlüssel an, für den das Zertifikat gemacht wurde.',
  },
}

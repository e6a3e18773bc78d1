import type { upstreamAnswerErrors } from '../../errors/upstream-answer.ts'
import type { Translated } from './entry.ts'

export const upstreamAnswer: Translated<typeof upstreamAnswerErrors> = {
  'site/observing': {
    message: '„{name}“ steht offen: Er beobachtet nur, und jeder kommt hinein.',
    remedy: 'Beende das Beobachten, wenn du genug gesehen hast: Dann kommen nur noch deine Geräte hinein.',
  },
  'site/asks-nobody': {
    message: '„{name}“ verlangt von niemandem ein Zertifikat: Wer ihn erreicht, kommt hinein.',
    remedy: 'Lass den Zugang Zertifikate verlangen, wenn du das nicht willst.',
  },
  'answer/refuses-everybody': {
    message:
      'Wer bei „{name}“ hineinkommt, sieht einen Fehler: Das Gerät dahinter beantwortet jeden Besuch mit {status}.',
    remedy: 'Lass die Diagnose des Zugangs laufen: Sie fragt das Gerät und sagt, warum.',
  },
}

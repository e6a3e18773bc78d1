import type { sessionErrors } from '../../errors/session.ts'
import type { Translated } from './entry.ts'

export const session: Translated<typeof sessionErrors> = {
  'session/not-let-in': {
    message: 'Diese Seite hat nicht gezeigt, dass sie zu einem eingelassenen Browser gehört.',
    remedy: 'Öffne Vestibule mit einer neuen Adresse: vestibule sessions new.',
  },
  'session/not-found': {
    message: 'Es gibt keine solche Sitzung, oder sie ist zu Ende.',
    remedy: 'Es ist nichts mehr zu beenden. vestibule sessions list zeigt die offenen.',
  },
}

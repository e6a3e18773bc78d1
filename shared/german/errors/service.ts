import type { serviceErrors } from '../../errors/service.ts'
import type { Translated } from './entry.ts'

export const service: Translated<typeof serviceErrors> = {
  'service/no-manager': {
    message: 'Was auf diesem System Programme startet, ist weder systemd noch OpenRC noch launchd.',
    remedy:
      'Lass es „vestibule serve --service“ ausführen, oder schreib mit --manager und --no-start die Datei eines davon, zum Ansehen.',
  },
  'service/no-user': {
    message: 'Einen Benutzer {user} gibt es auf diesem System nicht.',
    remedy: 'Nenne einen, den es gibt, oder lege ihn zuerst an.',
  },
  'service/failed': {
    message: 'Der Dienst konnte von {manager} nicht geändert werden: {problem}.',
    remedy: 'Nichts blieb zurück. Das Protokoll des Systems sagt mehr; mit --no-start wird die Datei nur geschrieben.',
  },
  'service/not-installed': {
    message: 'Der Dienst ist nicht installiert: {file} gibt es nicht.',
    remedy: 'Nichts wurde getan.',
  },
}

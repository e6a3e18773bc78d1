import type { handoffErrors } from '../../errors/handoff.ts'
import type { Translated } from './entry.ts'

export const handoff: Translated<typeof handoffErrors> = {
  'handoff/address-unavailable': {
    message: 'Unter {address} kann kein Link angeboten werden: {problem}.',
    remedy: 'Wähle eine der Adressen, die dieser Computer jetzt hat.',
  },
  'handoff/certificate-over': {
    message: 'Das Zertifikat von „{name}“ {problem}: Es öffnet keine Tür mehr.',
    remedy:
      'Erneuere es, wenn es abgelaufen ist, oder füge das Gerät neu hinzu, wenn es gesperrt wurde; dann übertrage dieses.',
  },
  'handoff/too-many': {
    message: 'Es sind schon {count} Links offen.',
    remedy: 'Schließe einen davon, oder warte, bis er sich von selbst schließt.',
  },
  'handoff/not-found': {
    message: 'Diesen Link gibt es nicht mehr.',
    remedy: 'Mach einen neuen.',
  },
  'handoff/not-taken': {
    message: 'Der Link für „{name}“ wurde geschlossen, bevor jemand die Datei nahm.',
    remedy: 'Mach einen neuen, und öffne ihn auf dem Gerät innerhalb von zehn Minuten.',
  },
  'handoff/drive-gone': {
    message: 'Der Datenträger {drive} ist nicht mehr eingesteckt.',
    remedy: 'Steck ihn wieder ein, oder wähle einen anderen.',
  },
  'handoff/drive-read-only': {
    message: 'Auf {drive} kann nichts geschrieben werden: Er ist schreibgeschützt oder gehört einem anderen Benutzer.',
    remedy: 'Nimm einen anderen Datenträger, oder speichere die Datei und kopiere sie selbst.',
  },
  'handoff/drive-full': {
    message: 'Auf {drive} ist nicht genug Platz.',
    remedy: 'Lösche etwas darauf, oder nimm einen anderen.',
  },
  'handoff/drive-failed': {
    message: '{file} konnte nicht auf {drive} geschrieben werden: {problem}.',
    remedy: 'Unter diesem Namen liegt nichts halb Geschriebenes. Prüfe den Datenträger und versuch es noch einmal.',
  },
}

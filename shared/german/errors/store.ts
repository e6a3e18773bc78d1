import type { storeErrors } from '../../errors/store.ts'
import type { Translated } from './entry.ts'

export const store: Translated<typeof storeErrors> = {
  'store/read-only': {
    message: 'In den Datenordner {folder} kann nicht geschrieben werden.',
    remedy: 'Mach ihn für deinen Benutzer beschreibbar, oder wähle mit --data einen anderen.',
  },
  'store/full': {
    message: 'Der Datenträger mit dem Datenordner ist voll.',
    remedy: 'Schaffe Platz und versuch es noch einmal. Nichts wurde verändert; laufende Zugänge laufen weiter.',
  },
  'store/io': {
    message: 'Der Datenordner konnte nicht gelesen oder geschrieben werden: {problem}.',
    remedy: 'Prüfe den Datenträger. Nichts wurde verändert.',
  },
  'store/newer-version': {
    message:
      'Der Datenordner wurde von einer neueren Version von Vestibule geschrieben ({found}; diese kennt Schema {known}).',
    remedy: 'Installiere wieder jene Version, oder wähle mit --data einen anderen Datenordner.',
  },
  'store/migration-failed': {
    message:
      'Die Datenbank einer früheren Version ließ sich nicht in die Form dieser Version bringen: {problem}.',
    remedy:
      'Nichts wurde verändert; eine unberührte Kopie ist {copy}. Arbeite mit der früheren Version weiter und melde dies mit der Meldung.',
  },
  'store/in-use': {
    message: 'Ein anderes Vestibule benutzt den Datenordner {folder} schon.',
    remedy: 'Benutze das offene Fenster, oder beende zuerst das andere Programm.',
  },
  'store/corrupt': {
    message: 'Die Datenbank {file} ist beschädigt. Nichts wurde überschrieben.',
    remedy:
      'Geh auf die neueste Kopie zurück: vestibule store restore-snapshot. Oder kopiere {snapshot} von Hand über die Datenbank, während Vestibule nicht läuft.',
  },
  'store/corrupt-no-snapshot': {
    message: 'Die Datenbank {file} ist beschädigt, und es gibt keine Kopie von ihr. Nichts wurde überschrieben.',
    remedy: 'Räume den Datenordner beiseite und spiele eine Sicherung zurück: vestibule backup restore DATEI.',
  },
  'store/not-a-folder': {
    message: 'Der Datenordner {folder} ist kein Ordner.',
    remedy: 'Wähle mit --data einen anderen.',
  },
  'store/missing': {
    message: 'Die Datenbank {file} ist weg, aber ihre Kopien sind noch da.',
    remedy:
      'Geh auf die neueste Kopie zurück: vestibule store restore-snapshot. Oder kopiere {snapshot} an ihre Stelle; um neu anzufangen, räume den Datenordner beiseite.',
  },
  'store/service-key': {
    message: 'Die Datei service.key im Datenordner {folder} ist beschädigt.',
    remedy:
      'Hole sie aus einer Sicherung zurück. Sonst räume sie beiseite: Vestibule macht dann nach dem Entsperren neue Serverschlüssel.',
  },
}

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
      'Der Datenordner wurde von einer neueren Version von Vestibule geschrieben (Schema {found}, diese kennt {known}).',
    remedy: 'Installiere wieder jene Version, oder wähle mit --data einen anderen Datenordner.',
  },
  'store/in-use': {
    message: 'Ein anderes Vestibule benutzt den Datenordner {folder} schon.',
    remedy: 'Benutze das offene Fenster, oder beende zuerst das andere Programm.',
  },
  'store/corrupt': {
    message: 'Die Datenbank {file} ist beschädigt. Nichts wurde überschrieben.',
    remedy: 'Spiele eine Sicherung zurück: {backup}.',
  },
  'store/not-a-folder': {
    message: 'Der Datenordner {folder} ist kein Ordner.',
    remedy: 'Wähle mit --data einen anderen.',
  },
  'store/missing': {
    message: 'Die Datenbank {file} ist weg, aber ihre Kopien sind noch da.',
    remedy: 'Kopiere {backup} an ihre Stelle; um neu anzufangen, räume den Datenordner beiseite.',
  },
  'store/service-key': {
    message: 'Die Datei service.key im Datenordner {folder} ist beschädigt.',
    remedy:
      'Hole sie aus einer Sicherung zurück. Sonst räume sie beiseite: Vestibule macht dann nach dem Entsperren neue Serverschlüssel.',
  },
}

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
    message: 'Die Datenbank einer früheren Version ließ sich nicht in die Form dieser Version bringen: {problem}.',
    remedy:
      'Nichts wurde verändert; eine unberührte Kopie ist {copy}. Arbeite mit der früheren Version weiter und melde dies mit der Meldung.',
  },
  'store/revocation-noted': {
    message: 'Sofort ausgesperrt, aber die Datenbank ließ sich nicht schreiben: {problem}',
    remedy:
      'Es ist neben der Datenbank vermerkt und wird geschrieben, sobald das geht. Bis dahin wissen andere Server nichts davon.',
  },
  'store/revocation-not-noted': {
    message: 'Sofort ausgesperrt, aber es ließ sich nirgends schreiben: {problem}',
    remedy: 'Beende Vestibule nicht, bevor der Datenträger wieder beschreibbar ist: Es wäre vergessen.',
  },
  'store/revocation-overdue': {
    message: 'Widerrufe, die schon gelten, konnten noch nicht in die Datenbank geschrieben werden: {count}.',
    remedy: 'Schaffe Platz, oder mach den Datenträger beschreibbar: Sie werden geschrieben, sobald das geht.',
  },
  'store/no-room': {
    message: 'Der Datenträger mit dem Datenordner ist voll: Nur Widerrufe werden noch geschrieben.',
    remedy: 'Schaffe Platz. Die Zugänge bleiben offen; Besuche werden inzwischen nicht aufgezeichnet.',
  },
  'store/ledger': {
    message: 'Was eine beschädigte Datenbank überstehen muss, lässt sich nicht neben ihr vermerken: {problem}.',
    remedy: 'Prüfe die Datei vestibule.ledger im Datenordner, ihre Rechte und den freien Platz.',
  },
  'store/log-put-aside': {
    message: 'Neben der Datenbank lag das Protokoll einer anderen; es wurde beiseitegelegt: {folder}.',
    remedy: 'Nichts ist zu tun, wenn eine Kopie an die Stelle der Datenbank gesetzt wurde.',
  },
  'store/set-back': {
    message: 'Die Daten sind auf dem Stand vom {date}; {missing} spätere Änderungen sind nicht mehr bekannt.',
    remedy:
      'Seitdem ausgestellte Zertifikate werden abgewiesen, bis du sie hineinlässt. Seitdem widerrufene Geräte kommen wieder hinein, soweit es nicht hier vermerkt war: Widerrufe sie noch einmal.',
  },
  'store/moved': {
    message: 'Die Daten sind auf dem Stand vom {date} und stammen aus einem anderen Ordner oder einer Kopie.',
    remedy:
      'Seitdem ausgestellte Zertifikate werden abgewiesen, bis du sie hineinlässt. Seitdem widerrufene Geräte kommen wieder hinein: Widerrufe sie noch einmal.',
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
  'store/no-snapshot': {
    message: 'Es gibt keine unbeschädigte Kopie von {date}.',
    remedy: 'Sieh nach, welche es gibt: vestibule store restore-snapshot --list.',
  },
  'store/vault-damaged': {
    message: 'Was die Passphrase öffnet, ist in der Datenbank beschädigt: Keine Passphrase kann es öffnen.',
    remedy: 'Geh auf eine Kopie oder eine Sicherung zurück: vestibule store restore-snapshot --list.',
  },
  'store/secret-damaged': {
    message: 'Ein Schlüssel ist in der Datenbank beschädigt und nicht mehr lesbar ({what}).',
    remedy: 'Geh auf eine Kopie oder eine Sicherung zurück: vestibule store restore-snapshot --list.',
  },
  'store/not-mounted': {
    message: 'Der Datenordner {folder} ist leer, enthielt aber am {date} Daten.',
    remedy:
      'Binde den Datenträger ein, auf dem er liegt, und versuch es noch einmal. Um dort neu anzufangen: vestibule store forget-folder.',
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
}

import type { backupErrors } from '../../errors/backup.ts'
import type { Translated } from './entry.ts'

export const backup: Translated<typeof backupErrors> = {
  'backup/nothing': {
    message: 'Es gibt noch nichts zu sichern.',
    remedy: 'Lege zuerst eine Zertifizierungsstelle an.',
  },
  'backup/wrong-passphrase': {
    message: 'Diese Passphrase öffnet die Sicherung nicht.',
    remedy: 'Nimm die, mit der sie gemacht wurde: die der Zertifizierungsstelle von damals, oder ihre eigene.',
  },
  'backup/not-a-backup': {
    message: 'Die Datei ist keine Sicherung von Vestibule: {problem}.',
    remedy: 'Wähle die Datei, die beim Sichern entstand; ihr Name endet auf .age.',
  },
  'backup/truncated': {
    message: 'Die Sicherung ist abgeschnitten: {problem}.',
    remedy: 'Kopiere sie noch einmal von dort, wo sie herkommt. Nichts wurde verändert.',
  },
  'backup/damaged': {
    message: 'Die Sicherung ist beschädigt: {problem}.',
    remedy: 'Nimm eine andere Kopie davon. Nichts wurde verändert.',
  },
  'backup/newer-version': {
    message: 'Die Sicherung wurde von einer neueren Version von Vestibule geschrieben ({found}).',
    remedy: 'Installiere diese Version und spiele die Sicherung damit zurück. Nichts wurde verändert.',
  },
  'backup/data-exists': {
    message: 'Hier sind schon Daten: {devices} Geräte, {authorities} Zertifizierungsstellen.',
    remedy: 'Bestätige, dass die Sicherung an ihre Stelle treten soll (--replace); was hier ist, bleibt als Kopie.',
  },
  'backup/check-failed': {
    message: 'Die Sicherung ließ sich nach dem Schreiben nicht zurücklesen.',
    remedy: 'Unter ihrem Namen wurde nichts behalten. Prüfe den Datenträger und versuch es noch einmal.',
  },
  'backup/transfer-gone': {
    message: 'Die Datei ist nicht mehr da.',
    remedy: 'Fang noch einmal an: Eine wartende Datei wird eine Stunde behalten.',
  },
  'backup/too-large': {
    message: 'Die Datei ist größer als {limit}, mehr als eine Sicherung hier sein kann.',
    remedy: 'Spiele sie auf der Befehlszeile zurück: vestibule backup restore DATEI.',
  },
}

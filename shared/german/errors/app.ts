import type { appErrors } from '../../errors/app.ts'
import type { Translated } from './entry.ts'

export const app: Translated<typeof appErrors> = {
  'app/unexpected': {
    message: 'In Vestibule ist etwas Unerwartetes geschehen.',
    remedy: 'Versuch es noch einmal; geschieht es wieder, melde es mit den Schritten, die hierher führten.',
  },
  'app/unknown-method': {
    message: 'Es gibt keine Methode namens „{method}“.',
    remedy: 'Fenster und Programm haben vielleicht verschiedene Versionen: Lade das Fenster neu.',
  },
  'app/invalid-input': { message: '{field}: {problem}.', remedy: 'Berichtige dieses Feld und versuch es noch einmal.' },
  'app/usage': {
    message: 'Der Befehl wurde nicht verstanden: {problem}.',
    remedy: 'Mit --help siehst du, wie er benutzt wird.',
  },
  'app/not-connected': {
    message: 'Die Verbindung zu Vestibule ist abgerissen.',
    remedy: 'Prüfe, ob Vestibule noch läuft, und lade dann diese Seite neu.',
  },
  'app/not-running': {
    message: 'Auf dem Datenordner {folder} läuft kein Vestibule.',
    remedy: 'Starte es zuerst: die App, oder vestibule serve.',
  },
  'app/port-unavailable': {
    message: 'Die Oberfläche kann den Port {port} nicht benutzen: {problem}.',
    remedy:
      'Stattdessen wird ein freier benutzt. Beende für diesen das andere Programm, oder wähle mit --ui-port einen anderen.',
  },
  'app/metrics-port': {
    message: 'Die Messwerte können am Port {port} nicht bereitgestellt werden: {problem}.',
    remedy: 'Wähle einen anderen Port. Prometheus findet Messwerte meist zwischen 9100 und 9999.',
  },
  'app/node-too-old': {
    message: 'Vestibule braucht Node 24 oder neuer; dies ist Node {version}.',
    remedy:
      'Getestet ist es mit Node 24 und 26. Starte es mit npm (npm start), das nach npm ci das richtige Node mitbringt.',
  },
  'app/file-unreadable': {
    message: 'Die Datei {file} konnte nicht gelesen werden: {problem}.',
    remedy: 'Prüfe den Pfad und ob du sie lesen darfst.',
  },
  'app/file-unwritable': {
    message: 'Die Datei {file} konnte nicht geschrieben werden: {problem}.',
    remedy: 'Prüfe den Ordner, seine Rechte und den freien Platz. Nichts blieb halb geschrieben zurück.',
  },
  'app/file-exists': {
    message: 'Es gibt schon eine Datei {file}; sie wurde nicht ersetzt.',
    remedy:
      'Wähle einen anderen Namen, räum die Datei weg, oder ersetze sie mit Absicht (auf der Kommandozeile: --force).',
  },
  'app/not-from-here': {
    message: '{method} kann von hier aus nicht aufgerufen werden.',
    remedy: 'Nimm die Kommandozeile auf diesem Rechner oder die Desktop-App.',
  },
  'app/path-from-browser': {
    message: 'Eine Seite im Browser darf keine Dateien dieses Rechners nennen ({field}).',
    remedy: 'Wähle oder speichere die Datei im Browser, oder nimm die Kommandozeile auf diesem Rechner.',
  },
  'app/interface-missing': {
    message: 'Die Oberfläche konnte in {folder} nicht gebaut werden.',
    remedy:
      'Die Zugänge laufen ohne sie. Führe npm ci und npm run build:ui aus; die Meldung darüber sagt, was schiefging.',
  },
  'app/not-in-this-shell': {
    message: 'So, wie Vestibule hier läuft, kann es nicht {what}.',
    remedy: 'Benutze die Desktop-App auf diesem Computer, oder verzichte darauf.',
  },
  'app/login-item': {
    message: 'Das Öffnen beim Anmelden konnte nicht geändert werden: {place}: {problem}.',
    remedy: 'Prüfe, ob du dort schreiben darfst, oder ändere es in den Einstellungen deines Systems.',
  },
  'app/not-opened': {
    message: 'Diese Datei wartet nicht mehr.',
    remedy: 'Öffne sie noch einmal aus ihrem Ordner, oder wähle sie hier.',
  },
  'app/cancelled': {
    message: 'Es wurde abgebrochen.',
    remedy: 'Nichts wurde verändert. Du kannst es jederzeit wieder starten.',
  },
  'app/run-taken': {
    message: 'Unter dieser Kennung ist schon etwas im Gange.',
    remedy: 'Warte, bis es beendet ist, oder brich es ab.',
  },
  'app/undo-over': {
    message: 'Das lässt sich nicht mehr rückgängig machen.',
    remedy: 'Es geht fünf Minuten lang, solange Vestibule läuft und mit derselben Sache nichts Neueres geschah.',
  },
  'app/undo-name-taken': {
    message: '„{name}“ kann nicht zurückkommen: Inzwischen gibt es ein anderes dieses Namens.',
    remedy: 'Benenne das andere um oder entferne es, dann mach es noch einmal rückgängig.',
  },
  'app/undo-authority-gone': {
    message: '„{name}“ kann nicht zurückkommen: Eine Stelle, der es vertraut, wurde danach entfernt.',
    remedy: 'Mach zuerst das Entfernen der Zertifizierungsstelle rückgängig.',
  },
  'app/changed-meanwhile': {
    message: '„{name}“ wurde von etwas anderem geändert, während dies geschah.',
    remedy: 'Dieser Aufruf hat nichts geändert. Sieh nach, wie es jetzt ist, und versuche es noch einmal.',
  },
  'app/closing': {
    message: 'Vestibule wird gerade beendet.',
    remedy: 'Dies wurde nicht getan. Starte Vestibule wieder und versuche es dann noch einmal.',
  },
  'app/foreign-sender': {
    message: 'Dieser Aufruf kam nicht aus dem Fenster von Vestibule.',
    remedy: 'Nichts wurde getan. Benutze das Fenster der App.',
  },
}

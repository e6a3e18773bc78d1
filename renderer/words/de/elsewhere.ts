import type { Words } from '../en.ts'

/** Ein Zugang als Konfiguration eines anderen Servers. */
export const elsewhere: Words['elsewhere'] = {
  title: 'Anderswohin mitnehmen',
  lead: 'Dieselbe Tür, von einem Server gehütet, den du kennst: ein Ordner, aus dem er startet, wie er ist. Nichts hält dich hier fest.',
  which: 'Server',
  since: (version) => `ab ${version}`,
  writing: 'Wird aufgeschrieben…',
  cannot: 'Was dort anders ist',
  cannotLead: 'Diese Sätze stehen auch in der README des Ordners, auf Englisch.',
  files: (count) => (count === 1 ? '1 Datei' : `${count} Dateien`),
  file: 'Datei ansehen',
  content: (path) => `Inhalt von ${path}`,
  start: 'Wie er gestartet wird',
  startLead: 'Halte den Zugang hier zuerst an: Zwei Server können nicht auf einem Port lauschen. Dann, in dem Ordner:',
  check: 'Prüfbefehl',
  run: 'Startbefehl',
  secrets: 'Mit dem privaten Schlüssel und, falls vorhanden, der Anmeldung am Gerät',
  secretsHint:
    'Ohne seinen Schlüssel startet der Server nicht. Wer ihn liest, kann sich als dein Zugang ausgeben: Bewahre den Ordner sicher auf.',
  save: 'Speichern…',
  saveZip: 'Als .zip speichern…',
  saving: 'Der Ordner wird geschrieben…',
  saved: 'Gespeichert',
  place: 'Ordner',
  unlock: 'Entsperren',
}

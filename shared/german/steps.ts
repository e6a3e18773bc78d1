import type { DevicePlatform } from '../platforms/pkcs12.ts'
import type { PlatformSteps } from '../platforms/steps.ts'

const WRONG_PASSWORD = {
  sees: '„Falsches Passwort“, obwohl es richtig getippt ist',
  means: 'Diese Version kann die Form der Datei nicht lesen. Mach sie noch einmal in der verträglichen Form.',
} as const
const NOTHING_ASKED = {
  sees: 'Der Browser fragt nicht nach einem Zertifikat',
  means: 'Schließe den Browser ganz und öffne die Adresse noch einmal: Er merkt sich ein früheres „Abbrechen“.',
} as const

const GET_AUTHORITY = 'Hole das Zertifikat der Zertifizierungsstelle.'
const GET_IDENTITY = 'Hole das Zertifikat dieses Geräts.'

/** What a person does on the device, in German: step by step the same as in shared/platforms/steps.ts. */
export const germanSteps: Readonly<Record<DevicePlatform, PlatformSteps>> = {
  iphone: {
    name: 'iPhone oder iPad',
    bring: 'Schicke das Profil an das Gerät: AirDrop, die App „Dateien“ oder eine Mail an dich selbst. Öffne es dort.',
    steps: [
      {
        text: 'Hole das Profil, in Safari, und erlaube das Laden.',
        gets: 'profile',
        note: 'Darin sind das Zertifikat dieses Geräts und die Stelle, die es ausgestellt hat.',
      },
      {
        text: 'Installiere es: erst der Gerätecode, dann das Passwort.',
        ways: [
          {
            on: 'iOS 15 und neuer',
            path: ['Einstellungen', 'Allgemein', 'VPN und Geräteverwaltung', 'Geladenes Profil'],
          },
          { on: 'iOS 14 und älter', path: ['Einstellungen', 'Allgemein', 'Profil'] },
        ],
        note: 'Das Angebot verfällt nach einigen Minuten; dann hole das Profil noch einmal.',
      },
      {
        text: 'Schalte das volle Vertrauen für die Stelle ein.',
        ways: [{ path: ['Einstellungen', 'Allgemein', 'Info', 'Zertifikatsvertrauenseinstellungen'] }],
        note: 'Ohne das nennt Safari die Seite „nicht privat“.',
      },
      {
        text: 'Öffne die Adresse in Safari, und wähle das Zertifikat, wenn es fragt.',
        visit: true,
        note: 'Safari und Mail benutzen es; Chrome und andere Apps auf einem iPhone können es nicht.',
      },
    ],
    trouble: [
      WRONG_PASSWORD,
      {
        sees: 'Nach dem Laden geschieht nichts',
        means: 'Das Profil wartet in den Einstellungen, ganz oben oder unter Allgemein › VPN und Geräteverwaltung.',
      },
      {
        sees: 'Die Stelle steht nicht in den Zertifikatsvertrauenseinstellungen',
        means: 'Das Profil ist noch nicht installiert, nur geladen.',
      },
    ],
  },
  android: {
    name: 'Android',
    bring: 'Kopiere beide Dateien auf das Gerät: mit einem USB-Kabel oder über deinen eigenen Cloud-Ordner.',
    steps: [
      {
        text: 'Hole das Zertifikat der Zertifizierungsstelle. Es liegt dann in den Downloads.',
        gets: 'authority',
        note: 'Es dort zu öffnen installiert es nicht: Android will den Weg durch die Einstellungen.',
      },
      {
        text: 'Installiere es als CA-Zertifikat, und wähle „Trotzdem installieren“.',
        ways: [
          {
            on: 'Android 13 und neuer',
            path: [
              'Einstellungen',
              'Sicherheit & Datenschutz',
              'Weitere Sicherheits- und Datenschutzeinstellungen',
              'Verschlüsselung & Anmeldedaten',
              'Zertifikat installieren',
              'CA-Zertifikat',
            ],
          },
          {
            on: 'Android 11 und 12',
            path: [
              'Einstellungen',
              'Sicherheit',
              'Verschlüsselung & Anmeldedaten',
              'Zertifikat installieren',
              'CA-Zertifikat',
            ],
          },
          {
            on: 'Samsung',
            path: [
              'Einstellungen',
              'Sicherheit und Datenschutz',
              'Weitere Sicherheitseinstellungen',
              'Vom Telefonspeicher installieren',
              'CA-Zertifikat',
            ],
          },
        ],
        note: 'Android verlangt dafür eine Displaysperre. In den Einstellungen nach „CA-Zertifikat“ zu suchen führt auch dorthin.',
      },
      { text: GET_IDENTITY, gets: 'identity' },
      {
        text: 'Öffne es, oder installiere es am selben Ort als „VPN- und App-Nutzerzertifikat“, und tippe das Passwort.',
        ways: [{ path: ['…', 'Zertifikat installieren', 'VPN- und App-Nutzerzertifikat'] }],
      },
      {
        text: 'Öffne die Adresse in Chrome, und wähle das Zertifikat, wenn es fragt.',
        visit: true,
      },
    ],
    trouble: [
      WRONG_PASSWORD,
      NOTHING_ASKED,
      {
        sees: '„Dies ist keine sichere Verbindung“',
        means:
          'Die Stelle ist nicht als CA-Zertifikat installiert: Eine Stelle, die in der anderen Datei steckt, zählt nicht.',
      },
    ],
  },
  windows: {
    name: 'Windows',
    bring: 'Kopiere beide Dateien auf den Computer, zum Beispiel mit einem USB-Stick.',
    steps: [
      { text: GET_AUTHORITY, gets: 'authority' },
      {
        text: 'Öffne es und installiere es als vertrauenswürdige Stammzertifizierungsstelle, für den aktuellen Benutzer.',
        ways: [
          {
            path: [
              'Zertifikat installieren',
              'Aktueller Benutzer',
              'Alle Zertifikate in folgendem Speicher speichern',
              'Vertrauenswürdige Stammzertifizierungsstellen',
            ],
          },
        ],
      },
      { text: GET_IDENTITY, gets: 'identity' },
      {
        text: 'Öffne es, tippe das Passwort, und lass Windows den Speicher wählen.',
        ways: [{ path: ['Aktueller Benutzer', 'Kennwort', 'Zertifikatspeicher automatisch auswählen'] }],
      },
      { text: 'Öffne die Adresse in Edge oder Chrome, und wähle das Zertifikat, wenn gefragt wird.', visit: true },
    ],
    trouble: [
      {
        sees: '„Das angegebene Netzwerkkennwort ist falsch“',
        means:
          'Windows vor 10, Version 1709, kann die moderne Form nicht lesen. Mach die Datei noch einmal in der verträglichen Form.',
      },
      NOTHING_ASKED,
    ],
  },
  macos: {
    name: 'Mac',
    bring: 'Kopiere beide Dateien auf den Mac, zum Beispiel mit AirDrop.',
    steps: [
      { text: GET_AUTHORITY, gets: 'authority' },
      {
        text: 'Öffne es: Es kommt in die Schlüsselbundverwaltung. Öffne es dort und vertraue ihm immer.',
        ways: [{ path: ['Schlüsselbundverwaltung', 'Anmeldung', 'Zertifikate', 'Vertrauen', 'Immer vertrauen'] }],
      },
      { text: GET_IDENTITY, gets: 'identity' },
      { text: 'Öffne es und tippe das Passwort; es kommt in den Schlüsselbund „Anmeldung“.' },
      { text: 'Öffne die Adresse in Safari oder Chrome, und wähle das Zertifikat, wenn gefragt wird.', visit: true },
    ],
    trouble: [
      {
        sees: '„MAC verification failed during PKCS12 import (wrong password?)“',
        means: 'Dieses macOS kann die moderne Form nicht lesen. Mach die Datei noch einmal in der verträglichen Form.',
      },
      NOTHING_ASKED,
    ],
  },
  linux: {
    name: 'Linux',
    bring: 'Kopiere beide Dateien auf den Computer, zum Beispiel mit einem USB-Stick.',
    steps: [
      { text: GET_AUTHORITY, gets: 'authority' },
      {
        text: 'Importiere es in Chrome oder Chromium als vertrauenswürdig für Websites.',
        ways: [{ path: ['chrome://certificate-manager', 'Lokale Zertifikate', 'Von dir installiert', 'Importieren'] }],
      },
      { text: GET_IDENTITY, gets: 'identity' },
      {
        text: 'Importiere es als dein eigenes, und tippe das Passwort.',
        ways: [{ path: ['chrome://certificate-manager', 'Meine Zertifikate', 'Importieren'] }],
      },
      { text: 'Öffne die Adresse, und wähle das Zertifikat, wenn der Browser fragt.', visit: true },
    ],
    trouble: [
      {
        sees: 'Ein anderes Programm, etwa die Netzwerkeinstellungen von GNOME, nennt das Passwort falsch',
        means:
          'Der Schlüsselbund von GNOME liest nur die verträgliche Form. Mach die Datei noch einmal in dieser Form.',
      },
      NOTHING_ASKED,
    ],
  },
  firefox: {
    name: 'Firefox',
    bring: 'Kopiere beide Dateien auf den Computer, auf dem Firefox läuft.',
    steps: [
      { text: GET_AUTHORITY, gets: 'authority' },
      {
        text: 'Importiere es, und vertraue ihm beim Identifizieren von Websites.',
        ways: [
          {
            path: [
              'Einstellungen',
              'Datenschutz & Sicherheit',
              'Zertifikate',
              'Zertifikate anzeigen',
              'Zertifizierungsstellen',
              'Importieren',
            ],
          },
        ],
        note: 'Firefox hat auf jedem System einen eigenen Zertifikatspeicher.',
      },
      { text: GET_IDENTITY, gets: 'identity' },
      {
        text: 'Importiere es, und tippe das Passwort.',
        ways: [
          {
            path: [
              'Einstellungen',
              'Datenschutz & Sicherheit',
              'Zertifikate',
              'Zertifikate anzeigen',
              'Ihre Zertifikate',
              'Importieren',
            ],
          },
        ],
      },
      { text: 'Öffne die Adresse, und wähle das Zertifikat, wenn Firefox fragt.', visit: true },
    ],
    trouble: [NOTHING_ASKED],
  },
  script: {
    name: 'Skript',
    bring: 'Lege beide Dateien dorthin, wo das Skript sie lesen kann und niemand sonst.',
    steps: [
      { text: GET_AUTHORITY, gets: 'authority' },
      { text: GET_IDENTITY, gets: 'identity' },
      {
        text: 'Besuche die Adresse mit beiden: curl --cert-type P12 --cert DATEI.pfx:PASSWORT --cacert CA.crt ADRESSE',
        visit: true,
        note: 'Andere Programme wollen die Form PEM, die App und Befehlszeile auch schreiben.',
      },
    ],
    trouble: [
      {
        sees: 'curl: „unable to get local issuer certificate“',
        means: 'Die Datei der Zertifizierungsstelle nach --cacert fehlt, oder ist die einer anderen.',
      },
    ],
  },
}

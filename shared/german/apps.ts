import type { Pair } from './reader.ts'

/** What apps can do with certificates, and which rules they want. */
export const apps: readonly Pair[] = [
  [
    'Install the certificate in Android first; the app asks which one to use when it connects.',
    'Installiere das Zertifikat zuerst in Android; die App fragt beim Verbinden, welches sie benutzen soll.',
  ],
  [
    'Import the .pfx in the app: Companion app settings, your server, client certificate. New in 2026 and still marked experimental; a certificate below an intermediate authority is not sent.',
    'Importiere die .pfx in der App: Einstellungen der Companion-App, dein Server, Client-Zertifikat. Neu seit 2026 und noch als experimentell bezeichnet; ein Zertifikat unter einer Zwischenstelle wird nicht gesendet.',
  ],
  [
    'Webhooks: services outside, and the phones’ sensors, call them without a certificate. Each address is a secret of its own.',
    'Webhooks: Dienste von außen und die Sensoren der Telefone rufen sie ohne Zertifikat auf. Jede Adresse ist selbst ein Geheimnis.',
  ],
  [
    'Only with Google Assistant set up by hand: Google’s servers have no certificate. Home Assistant asks for its own token.',
    'Nur bei von Hand eingerichtetem Google Assistant: Googles Server haben kein Zertifikat. Home Assistant verlangt sein eigenes Token.',
  ],
  [
    'Only with an Alexa skill of your own. Home Assistant asks for its own token.',
    'Nur bei einem eigenen Alexa-Skill. Home Assistant verlangt sein eigenes Token.',
  ],
  [
    'Only with one of the two above: they fetch their token here.',
    'Nur bei einem der beiden darüber: Sie holen hier ihr Token.',
  ],
  [
    'Before the first login: Settings, Advanced, SSL client certificate. Install the certificate in Android first if nothing happens there.',
    'Vor der ersten Anmeldung: Einstellungen, Erweitert, SSL-Client-Zertifikat. Geschieht dort nichts, so installiere das Zertifikat zuerst in Android.',
  ],
  [
    'Before the first login: Settings, Advanced, SSL client certificate; the choice is greyed out afterwards.',
    'Vor der ersten Anmeldung: Einstellungen, Erweitert, SSL-Client-Zertifikat; danach ist die Auswahl ausgegraut.',
  ],
  [
    'Shared links: people without a certificate open them. Immich asks for the key in the link.',
    'Geteilte Links: Leute ohne Zertifikat öffnen sie. Immich verlangt den Schlüssel im Link.',
  ],
  ['The page that shows a shared link.', 'Die Seite, die einen geteilten Link zeigt.'],
  [
    'What a shared link contains; for the key in the link only.',
    'Was ein geteilter Link enthält; nur für den Schlüssel im Link.',
  ],
  [
    'Version and settings that the page of a shared link reads.',
    'Version und Einstellungen, die die Seite eines geteilten Links liest.',
  ],
  [
    'The shared pictures. Immich asks for the key in the link, or for a login.',
    'Die geteilten Bilder. Immich verlangt den Schlüssel im Link oder eine Anmeldung.',
  ],
  ['Use the browser when you are away, where it plays as well.', 'Benutze unterwegs den Browser, dort spielt es auch.'],
  ['Use Safari when you are away.', 'Benutze unterwegs Safari.'],
  ['A television at home gets in with the rule below.', 'Ein Fernseher zu Hause kommt mit der Regel unten hinein.'],
  [
    'Its own apps cannot show a certificate: at home they need none, from elsewhere the browser does.',
    'Die eigenen Apps können kein Zertifikat zeigen: Zu Hause brauchen sie keines, von anderswo hat der Browser eines.',
  ],
  [
    'From version 3.29 on; install the certificate in Android first, the app asks which one to use. Talk and other apps are programs of their own.',
    'Ab Version 3.29; installiere das Zertifikat zuerst in Android, die App fragt, welches sie benutzen soll. Talk und andere Apps sind eigene Programme.',
  ],
  [
    'The app has a place for a .p12 at login, but many report that it is not sent. Try it before you rely on it; Safari works.',
    'Die App nimmt bei der Anmeldung eine .p12 an, aber viele berichten, dass sie nicht gesendet wird. Probiere es, ehe du dich darauf verlässt; mit Safari geht es.',
  ],
  ['Public links: people without a certificate open them.', 'Öffentliche Links: Leute ohne Zertifikat öffnen sie.'],
  ['Public links in their longer form.', 'Öffentliche Links in ihrer längeren Form.'],
  [
    'What lies behind public links: download and upload.',
    'Was hinter öffentlichen Links liegt: Herunterladen und Hochladen.',
  ],
  ['Styles and pictures of the page of a public link.', 'Gestaltung und Bilder der Seite eines öffentlichen Links.'],
  ['Scripts of the page of a public link.', 'Skripte der Seite eines öffentlichen Links.'],
  [
    'Your colours and logo on the page of a public link.',
    'Deine Farben und dein Logo auf der Seite eines öffentlichen Links.',
  ],
  [
    'On the login page: Self-hosted, Client certificate; import the .pfx or choose one that is installed. Icons and security keys are fetched without it.',
    'Auf der Anmeldeseite: Selbst gehostet, Client-Zertifikat; importiere die .pfx oder wähle ein installiertes. Symbole und Sicherheitsschlüssel werden ohne es abgerufen.',
  ],
  [
    'On the login page: Self-hosted, Client certificate; import the .pfx.',
    'Auf der Anmeldeseite: Selbst gehostet, Client-Zertifikat; importiere die .pfx.',
  ],
  ['The extension uses the browser’s certificate.', 'Die Erweiterung benutzt das Zertifikat des Browsers.'],
  [
    'The administration page: from home only, and with a certificate.',
    'Die Verwaltungsseite: nur von zu Hause, und mit Zertifikat.',
  ],
  [
    'Icons of web sites, which Android fetches without a certificate.',
    'Symbole von Webseiten, die Android ohne Zertifikat abruft.',
  ],
  [
    'Only with security keys on Android: that page is opened without a certificate.',
    'Nur mit Sicherheitsschlüsseln auf Android: Diese Seite wird ohne Zertifikat geöffnet.',
  ],
  [
    'Its page in any browser that has the certificate. The maker’s own app usually cannot show one.',
    'Die Seite in jedem Browser, der das Zertifikat hat. Die App des Herstellers kann meist keines zeigen.',
  ],
  [
    'A recorder at home asks the camera here and has no certificate.',
    'Ein Rekorder zu Hause fragt die Kamera hier und hat kein Zertifikat.',
  ],
  [
    'Settings of the whole network: from home only, and with a certificate. Leave it out to get in from elsewhere too.',
    'Einstellungen des ganzen Netzes: nur von zu Hause, und mit Zertifikat. Lass sie weg, um auch von anderswo hineinzukommen.',
  ],
]

import type { siteOptionErrors } from '../../errors/site-options.ts'
import type { Translated } from './entry.ts'

export const siteOptions: Translated<typeof siteOptionErrors> = {
  'site/redirect-taken': {
    message: '{listen} kann nicht auf HTTPS weiterleiten: Der Zugang „{other}“ lauscht dort selbst.',
    remedy: 'Leite von einer anderen Adresse weiter, meist Port 80.',
  },
  'site/redirect-host-taken': {
    message: 'Der Zugang „{other}“ leitet {host} von {listen} schon weiter.',
    remedy: 'Lass nur einen der beiden Zugänge diesen Namen weiterleiten.',
  },
  'site/certificate-early': {
    message: 'Das Serverzertifikat, oder eines aus seiner Kette, gilt erst ab {date}.',
    remedy: 'Prüfe, ob die Uhr dieses Computers richtig geht, oder nimm ein Zertifikat, das jetzt gilt.',
  },
  'site/certificate-chain': {
    message:
      'In der Kette der Datei fehlt ein Glied: das Zertifikat der Stelle „{issuer}“, die eines davon ausgestellt hat.',
    remedy: 'Füge es der Datei hinzu; die Reihenfolge ist gleich. In fullchain.pem von certbot ist alles.',
  },
  'site/certificate-password-needed': {
    message: 'Der Schlüssel oder die .pfx-Datei ist mit einem Passwort verschlüsselt.',
    remedy:
      'Gib das Passwort dazu: --key-password-file FILE. Der Schlüssel wird dann hier aufgehoben, die Dateien werden nicht beobachtet.',
  },
  'site/ocsp-chain': {
    message:
      'Nach dem Stand des Serverzertifikats kann nicht gefragt werden: Wer es ausgestellt hat, ist nicht in seiner Kette.',
    remedy: 'Gib das Zertifikat mit seiner ganzen Kette an, etwa fullchain.pem. Der Zugang selbst läuft auch so.',
  },
  'site/ocsp-unreachable': {
    message: 'Der Stand des Serverzertifikats konnte nicht von {url} geholt werden: {problem}.',
    remedy: 'Es ist nichts zu tun: Es wird wieder versucht, und der Zugang läuft auch so.',
  },
  'site/ocsp-refused': {
    message: 'Wer den Stand des Serverzertifikats nennt, hat abgelehnt: {problem}.',
    remedy: 'Es ist nichts zu tun: Es wird wieder versucht, und der Zugang läuft auch so.',
  },
  'site/ocsp-invalid': {
    message: 'Was als Stand des Serverzertifikats kam, wird nicht benutzt: {problem}.',
    remedy:
      'Es wird wieder versucht, und der Zugang läuft auch so. Bleibt es dabei, sag es dem Aussteller des Zertifikats.',
  },
  'site/ocsp-not-good': {
    message: 'Der Aussteller des Serverzertifikats sagt, es sei {status}.',
    remedy:
      'Browser weisen den Zugang vielleicht ab: Hole ein neues Zertifikat, oder lass deine eigene Stelle eines ausstellen.',
  },
}

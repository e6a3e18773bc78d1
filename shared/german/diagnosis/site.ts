import { pageNames } from '../../pages/names.ts'
import type { PageOutcome } from '../../pages/words.ts'
import { germanPageNames } from '../pages.ts'
import { each, type Pair } from '../reader.ts'

const page = (Object.keys(pageNames) as PageOutcome[]).map((kind): Pair => [pageNames[kind], germanPageNames[kind]])

const reached: readonly Pair[] = [
  ['The site could not be reached at all', 'Der Zugang war gar nicht zu erreichen'],
  ['The handshake was refused with alert {number} {name}', 'Der Handshake wurde mit Alert {number} {name} abgewiesen'],
  ['The connection was closed without an answer', 'Die Verbindung wurde ohne Antwort geschlossen'],
  ['The visitor got through', 'Der Besucher kam hindurch'],
  ...each([['The visitor was shown the page “<page>”', 'Der Besucher sah die Seite „<page>“']], { page }),
]

const whence: readonly Pair[] = [
  [
    'Came back with a session from before the revocation',
    'Er kam mit einer Sitzung aus der Zeit vor der Sperrung zurück',
  ],
  ['Came back with the session of before', 'Er kam mit der Sitzung von vorhin zurück'],
]

const titles: readonly Pair[] = [
  ['No certificate', 'Kein Zertifikat'],
  ['Good certificate', 'Gutes Zertifikat'],
  ['Expired certificate', 'Abgelaufenes Zertifikat'],
  ['Certificate that is not valid yet', 'Noch nicht gültiges Zertifikat'],
  ['Revoked certificate', 'Gesperrtes Zertifikat'],
  ['Old certificate after a renewal', 'Altes Zertifikat nach einer Erneuerung'],
  ['Certificate of another authority', 'Zertifikat einer anderen Stelle'],
  ['Another authority with the same name', 'Eine andere Stelle gleichen Namens'],
  ['Self-signed certificate', 'Selbst signiertes Zertifikat'],
  ['Server certificate used as a device’s', 'Serverzertifikat, benutzt wie das eines Geräts'],
  ['Intermediate certificate not sent', 'Zwischenstelle nicht mitgesendet'],
  ['Key that is too short (RSA 1024)', 'Zu kurzer Schlüssel (RSA 1024)'],
  ['Certificate signed with SHA-1', 'Mit SHA-1 signiertes Zertifikat'],
  ['Chain longer than its authority allows', 'Längere Kette, als ihre Stelle erlaubt'],
]

const right: readonly Pair[] = [
  ['A visitor without a certificate does not get past the door.', 'Ein Besucher ohne Zertifikat kommt nicht hinein.'],
  [
    'A device with a certificate of your authority gets through to what is behind the door.',
    'Ein Gerät mit einem Zertifikat deiner Stelle kommt zu dem durch, was hinter dem Zugang liegt.',
  ],
  [
    'A certificate stops working the second it ends.',
    'Ein Zertifikat gilt ab der Sekunde nicht mehr, in der es endet.',
  ],
  ['A certificate from the future does not count yet.', 'Ein Zertifikat aus der Zukunft zählt noch nicht.'],
  [
    'A device you have revoked stays outside, although its certificate still looks good.',
    'Ein gesperrtes Gerät bleibt draußen, obwohl sein Zertifikat noch gut aussieht.',
  ],
  [
    'After a renewal the old certificate is worth nothing.',
    'Nach einer Erneuerung ist das alte Zertifikat nichts mehr wert.',
  ],
  ['Certificates of other authorities are not accepted.', 'Zertifikate anderer Stellen werden nicht angenommen.'],
  [
    'The signature is checked, not the name: an impostor of the same name stays outside.',
    'Geprüft wird die Signatur, nicht der Name: Wer nur gleich heißt, bleibt draußen.',
  ],
  [
    'A certificate that vouches for itself is not accepted.',
    'Ein Zertifikat, das für sich selbst bürgt, wird nicht angenommen.',
  ],
  [
    'A server’s certificate cannot be used to enter as a device.',
    'Mit dem Zertifikat eines Servers kommt niemand als Gerät hinein.',
  ],
  [
    'The way from the certificate to your authority must be shown whole.',
    'Der Weg vom Zertifikat zu deiner Stelle muss vollständig gezeigt werden.',
  ],
  [
    'A key that can be broken is not accepted, even under a good signature.',
    'Ein Schlüssel, der sich brechen lässt, wird nicht angenommen, auch nicht mit guter Signatur.',
  ],
  [
    'SHA-1 signatures can be forged and are not accepted.',
    'Signaturen mit SHA-1 lassen sich fälschen und werden nicht angenommen.',
  ],
  [
    'An authority that may not create further authorities is held to it.',
    'Eine Stelle, die keine weiteren Stellen machen darf, wird daran gehalten.',
  ],
]

const expected: readonly Pair[] = [
  ['Is refused during the handshake.', 'Wird im Handshake abgewiesen.'],
  ['Is let in.', 'Wird eingelassen.'],
  ['Is led to the public upstream.', 'Wird zum öffentlichen Ziel geführt.'],
  ...each([['Is shown the page “<page>”.', 'Sieht die Seite „<page>“.']], { page }),
  ['This site only observes for now: everybody gets in.', 'Dieser Zugang beobachtet vorerst nur: Alle kommen hinein.'],
  ['A rule of this site closes {path} to everybody.', 'Eine Regel dieses Zugangs sperrt {path} für alle.'],
  [
    'A rule of this site opens {path} to the local network only.',
    'Eine Regel dieses Zugangs öffnet {path} nur dem eigenen Netz.',
  ],
  [
    'A rule of this site asks nobody in the local network for a certificate at {path}.',
    'Eine Regel dieses Zugangs verlangt bei {path} von niemandem im eigenen Netz ein Zertifikat.',
  ],
  [
    'A rule of this site asks nobody for a certificate at {path}.',
    'Eine Regel dieses Zugangs verlangt bei {path} von niemandem ein Zertifikat.',
  ],
  ['This site asks nobody for a certificate.', 'Dieser Zugang verlangt von niemandem ein Zertifikat.'],
  [
    'A rule of this site lets visitors without a certificate in at {path}.',
    'Eine Regel dieses Zugangs lässt bei {path} Besucher ohne Zertifikat ein.',
  ],
  [
    'Visitors without a certificate are led to the public upstream.',
    'Besucher ohne Zertifikat werden zum öffentlichen Ziel geführt.',
  ],
  [
    'A rule of this site opens {path} to some devices only, and the diagnosis’ own is none of them.',
    'Eine Regel dieses Zugangs öffnet {path} nur manchen Geräten, und das der Diagnose ist keines davon.',
  ],
]

const conclusions: readonly Pair[] = [
  [
    '<whence>, and the door went on with it without verifying the certificate again.',
    '<whence>, und der Zugang machte damit weiter, ohne das Zertifikat noch einmal zu prüfen.',
  ],
  [
    '<whence>: the door did not use it and verified anew.',
    '<whence>: Der Zugang benutzte sie nicht und prüfte von neuem.',
  ],
  ['<whence>.', '<whence>.'],
  ['<reached>, but should have been let in.', '<reached>, sollte aber eingelassen werden.'],
  [
    '<reached>, but should have been shown a page that says why not.',
    '<reached>, sollte aber eine Seite mit dem Grund der Abweisung sehen.',
  ],
  [
    '<reached>, but should have been refused in the handshake.',
    '<reached>, sollte aber im Handshake abgewiesen werden.',
  ],
  ['<reached>, which has nothing to do with the certificate.', '<reached>; mit dem Zertifikat hat das nichts zu tun.'],
  [
    'The certificate was accepted, but what is behind the door did not answer properly.',
    'Das Zertifikat wurde angenommen, aber was hinter dem Zugang liegt, antwortete nicht richtig.',
  ],
  [
    'The certificate was accepted, but that of the protected device behind the door is not trusted.',
    'Das Zertifikat wurde angenommen, aber dem des geschützten Geräts hinter der Tür wird nicht vertraut.',
  ],
  [
    'Look at the certificate of the protected device in the settings of this site, and accept it if it is the right one (site set --upstream-trust seen).',
    'Sieh dir das Zertifikat des geschützten Geräts in den Einstellungen dieser Site an, und nimm es an, wenn es das richtige ist (site set --upstream-trust seen).',
  ],
  [
    'Check that the protected device is switched on and that its address in this site is right.',
    'Prüfe, ob das geschützte Gerät eingeschaltet ist und seine Adresse in diesem Zugang stimmt.',
  ],
  [
    'Check that the site is running and that it trusts this authority.',
    'Prüfe, ob der Zugang läuft und dieser Stelle vertraut.',
  ],
  [
    'Check that the site is running and that nothing else has taken its port.',
    'Prüfe, ob der Zugang läuft und nichts anderes seinen Port belegt hat.',
  ],
  [
    'Restart the site and run the diagnosis again; if it stays so, stop the site: a revocation would come too late.',
    'Starte den Zugang neu und die Diagnose noch einmal; bleibt es so, halte den Zugang an: Eine Sperrung käme zu spät.',
  ],
  ['Restart the site and run the diagnosis again.', 'Starte den Zugang neu und die Diagnose noch einmal.'],
  [
    'Stop this site until the cause is found: somebody who should stay outside gets in.',
    'Halte diesen Zugang an, bis die Ursache gefunden ist: Jemand kommt hinein, der draußen bleiben sollte.',
  ],
]

const summaries: readonly Pair[] = [
  ['Stopped after {done} of {total} visits.', 'Nach {done} von {total} Besuchen abgebrochen.'],
  [
    '{name} only observes: everybody gets in, as it was told. {total} visits.',
    '{name} beobachtet nur: Alle kommen hinein, wie es eingestellt ist. {total} Besuche.',
  ],
  [
    '{untried} of {total} visits could not be tried on this computer; the others were answered as expected.',
    '{untried} von {total} Besuchen konnten auf diesem Rechner nicht versucht werden; die anderen wurden wie erwartet beantwortet.',
  ],
  [
    'This visit could not be tried on this computer: {problem}.',
    'Dieser Besuch konnte auf diesem Rechner nicht versucht werden: {problem}.',
  ],
  [
    'It says nothing about the site. Run the diagnosis again, or from another computer: vestibule diagnose server.',
    'Das sagt nichts über den Zugang. Starte die Diagnose noch einmal, oder von einem anderen Rechner: vestibule diagnose server.',
  ],
  [
    '{name} does what it should: {total} visits, every one as expected.',
    '{name} tut, was es soll: {total} Besuche, jeder wie erwartet.',
  ],
  [
    '{name} lets in visitors that should stay outside. Stop it until that is mended.',
    '{name} lässt Besucher ein, die draußen bleiben sollten. Halte den Zugang an, bis das behoben ist.',
  ],
  ['{name} does not let your own devices in.', '{name} lässt deine eigenen Geräte nicht ein.'],
  [
    '{name} keeps strangers outside, but {wrong} of {total} visits were not answered as expected.',
    '{name} hält Fremde draußen, aber {wrong} von {total} Besuchen wurden nicht wie erwartet beantwortet.',
  ],
]

/** What the diagnosis of a site says. */
export const site: readonly Pair[] = [
  ...titles,
  ...right,
  ...expected,
  ...each(conclusions, { reached, whence }),
  ...summaries,
]

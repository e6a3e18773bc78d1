import type { siteErrors } from '../../errors/site.ts'
import type { Translated } from './entry.ts'

export const site: Translated<typeof siteErrors> = {
  'site/not-found': {
    message: 'Es gibt keinen Zugang namens „{name}“.',
    remedy: 'Sieh in der Liste der Zugänge nach dem genauen Namen.',
  },
  'site/ambiguous': { message: 'Mehrere Zugänge heißen „{name}“.', remedy: 'Nenne ihn mit seiner Kennung.' },
  'site/name-taken': {
    message: 'Es gibt schon einen Zugang namens „{name}“.',
    remedy: 'Wähle einen anderen Namen.',
  },
  'site/host-taken': {
    message: 'Der Zugang „{other}“ antwortet an diesem Port schon für {host}.',
    remedy: 'Wähle einen anderen Hostnamen oder einen anderen Port.',
  },
  'site/port-taken': {
    message: 'Port {port} ist schon belegt{by}.',
    remedy: 'Beende das Programm, oder lass den Zugang am Port {free} lauschen, der frei ist.',
  },
  'site/port-forbidden': {
    message: 'Dieser Benutzer darf am Port {port} nicht lauschen.',
    remedy: 'Nimm einen Port ab 1024, etwa {free}, oder erlaube diesem Programm niedrige Ports.',
  },
  'site/address-unavailable': {
    message: 'Die Adresse {address} gehört nicht zu diesem Computer.',
    remedy: 'Lausche auf 0.0.0.0 (jede Adresse) oder auf einer der eigenen Adressen dieses Computers.',
  },
  'site/not-running': {
    message: 'Der Zugang „{name}“ läuft nicht.',
    remedy: 'Starte ihn und versuch es noch einmal.',
  },
  'site/certificate-mismatch': {
    message: 'Serverzertifikat und Schlüssel gehören nicht zusammen.',
    remedy: 'Gib den Schlüssel an, für den das Zertifikat gemacht wurde.',
  },
  'site/certificate-unreadable': {
    message: 'Das Serverzertifikat oder sein Schlüssel konnte nicht gelesen werden: {problem}.',
    remedy: 'Gib ein PEM-Zertifikat (mit seiner Kette) und einen unverschlüsselten PEM-Schlüssel an.',
  },
  'site/certificate-names': {
    message: 'Das Serverzertifikat gilt nicht für {host}.',
    remedy: 'Nimm ein Zertifikat, das diesen Namen nennt, oder lass deine Zertifizierungsstelle eines ausstellen.',
  },
  'site/upstream-unreachable': {
    message: 'Unter {upstream} antwortet nichts: {problem}.',
    remedy: 'Prüfe die Adresse, und ob das Gerät eingeschaltet und in diesem Netz ist.',
  },
  'site/upstream-not-http': {
    message: 'Was unter {upstream} antwortet, spricht kein HTTP.',
    remedy: 'Prüfe den Port: Er gehört vielleicht zu einem anderen Dienst, oder braucht https://.',
  },
  'site/upstream-self': {
    message: '{upstream} ist dieser Zugang selbst.',
    remedy: 'Gib die Adresse des Geräts an, das geschützt werden soll, nicht die des Zugangs.',
  },
  'site/rule-taken': {
    message: 'Der Zugang „{name}“ hat schon eine Regel für {path}.',
    remedy: 'Ändere jene Regel, oder entferne sie zuerst.',
  },
  'site/rule-not-found': {
    message: 'Der Zugang „{name}“ hat keine Regel für {path}.',
    remedy: 'Sieh in der Liste seiner Regeln nach dem genauen Pfad.',
  },
  'site/gate-failed': {
    message: 'Das Gate konnte nicht gestartet werden: {problem}.',
    remedy: 'Starte Vestibule neu. Geschieht es wieder, melde es.',
  },
  'site/policy-refused': {
    message: 'Das Gate lehnte die neuen Einstellungen ab und behält die alten: {problem}.',
    remedy: 'Berichtige die genannte Einstellung und versuch es noch einmal.',
  },
  'site/certificate-expired': {
    message: 'Das Serverzertifikat endete am {date}.',
    remedy: 'Nimm ein noch gültiges Zertifikat, oder lass deine Zertifizierungsstelle eines ausstellen.',
  },
  'site/damaged': {
    message: 'Was von „{name}“ gespeichert ist, ist beschädigt: {what}. Der Zugang bleibt geschlossen.',
    remedy:
      'Geh auf eine Kopie oder eine Sicherung zurück, oder entferne den Zugang und lege ihn neu an: vestibule store restore-snapshot --list.',
  },
  'site/certificate-damaged': {
    message:
      'Das Serverzertifikat von „{name}“ ist beschädigt oder nicht mehr zu gebrauchen. Der Zugang bleibt geschlossen.',
    remedy:
      'Entsperre die Zertifizierungsstelle: Dann wird ein neues Serverzertifikat gemacht. Benutzt du ein eigenes, dann gib es noch einmal an.',
  },
  'site/authority-damaged': {
    message:
      'Das Zertifikat einer Zertifizierungsstelle, der „{name}“ vertraut, ist beschädigt. Der Zugang bleibt geschlossen.',
    remedy: 'Geh auf eine Kopie oder eine Sicherung zurück: vestibule store restore-snapshot --list.',
  },
  'site/login-lost': {
    message:
      'Die gespeicherte Anmeldung von „{name}“ lässt sich nicht mehr lesen: Besucher werden danach gefragt oder sehen einen Fehler.',
    remedy: 'Hole service.key aus einer Sicherung zurück, oder gib die Anmeldung noch einmal an.',
  },
  'site/upstream-key-lost': {
    message: 'Der Schlüssel, mit dem sich „{name}“ beim Gerät dahinter ausweist, lässt sich nicht mehr lesen.',
    remedy:
      'Hole service.key aus einer Sicherung zurück, oder gib jenes Zertifikat und seinen Schlüssel noch einmal an.',
  },
  'site/certificate-key-lost': {
    message: 'Der Schlüssel des Serverzertifikats von „{name}“ lässt sich nicht mehr lesen.',
    remedy:
      'Entsperre die Zertifizierungsstelle: Dann wird ein neues Serverzertifikat gemacht. Ein eigenes Zertifikat gib noch einmal an.',
  },
}

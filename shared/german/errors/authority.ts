import type { authorityErrors } from '../../errors/authority.ts'
import type { Translated } from './entry.ts'

export const authority: Translated<typeof authorityErrors> = {
  'authority/not-found': {
    message: 'Es gibt keine Zertifizierungsstelle namens „{name}“.',
    remedy: 'Sieh in der Liste der Zertifizierungsstellen nach dem genauen Namen.',
  },
  'authority/none': { message: 'Es gibt noch keine Zertifizierungsstelle.', remedy: 'Lege zuerst eine an.' },
  'authority/ambiguous': {
    message: 'Es gibt mehrere Zertifizierungsstellen ({names}); es ist nicht klar, welche gemeint ist.',
    remedy:
      'Sage, welche: auf der Kommandozeile mit ihrem Namen, oder mit --authority NAME, wo ein Gerät oder Zertifikat genannt wird.',
  },
  'authority/name-taken': {
    message: 'Es gibt schon eine Zertifizierungsstelle namens „{name}“.',
    remedy: 'Wähle einen anderen Namen: Zwei Stellen eines Namens sind in einem Zertifikat nicht zu unterscheiden.',
  },
  'authority/locked': {
    message: 'Die Zertifizierungsstelle ist verschlossen.',
    remedy: 'Entsperre sie mit ihrer Passphrase und versuch es noch einmal.',
  },
  'authority/wrong-passphrase': {
    message: 'Das ist nicht die Passphrase dieser Zertifizierungsstelle.',
    remedy: 'Versuch es noch einmal; nichts wurde verändert.',
  },
  'authority/too-many-attempts': {
    message: 'Zu viele falsche Passphrasen: Diese wurde nicht versucht.',
    remedy: 'Warte eine halbe Minute, und gib dann die richtige ein.',
  },
  'authority/passphrase-required': {
    message: 'Dafür wird die Passphrase der Zertifizierungsstelle gebraucht.',
    remedy: 'Gib sie mit --passphrase-file DATEI oder in VESTIBULE_PASSPHRASE an.',
  },
  'authority/weak-passphrase': {
    message: 'Diese Passphrase ist zu leicht zu erraten.',
    remedy: 'Nimm mindestens acht Zeichen; vier Wörter, die nichts miteinander zu tun haben, sind gut.',
  },
  'authority/damaged': {
    message: 'Das Zertifikat der Zertifizierungsstelle „{name}“ ist in der Datenbank beschädigt.',
    remedy:
      'Geh auf eine Kopie oder eine Sicherung zurück: vestibule store restore-snapshot --list. Zugänge, die ihr vertrauen, bleiben bis dahin geschlossen.',
  },
  'authority/not-own': {
    message: 'Der Zertifizierungsstelle „{name}“ wird hier nur vertraut: Ihr Schlüssel ist nicht in dieser App.',
    remedy: 'Wähle eine, die mit ihrem Schlüssel angelegt oder übernommen wurde.',
  },
  'authority/expired': {
    message: 'Das Zertifikat der Zertifizierungsstelle „{name}“ ist abgelaufen.',
    remedy: 'Erneuere zuerst die Zertifizierungsstelle.',
  },
  'authority/not-yet-valid': {
    message: 'Das Zertifikat der Zertifizierungsstelle „{name}“ gilt noch nicht.',
    remedy: 'Prüfe die Uhr dieses Computers: Sie scheint nachzugehen.',
  },
  'authority/key-mismatch': {
    message: 'Schlüssel und Zertifikat der Zertifizierungsstelle gehören nicht zusammen.',
    remedy: 'Gib den Schlüssel an, für den das Zertifikat gemacht wurde.',
  },
  'authority/certificate-unreadable': {
    message: 'Das Zertifikat konnte nicht gelesen werden: {problem}.',
    remedy: 'Gib ein X.509-Zertifikat in der Form PEM oder DER an.',
  },
  'authority/file-wrong-password': {
    message: 'Das Passwort öffnet diese Datei nicht.',
    remedy: 'Prüfe das Passwort; Groß- und Kleinschreibung zählen. Nichts wurde verändert.',
  },
  'authority/file-damaged': {
    message: 'Die Datei ist beschädigt oder nicht das, was ihr Name sagt: {problem}.',
    remedy: 'Exportiere sie dort, wo sie herkommt, noch einmal.',
  },
  'authority/file-unknown-algorithm': {
    message: 'Die Datei benutzt ein Verfahren, das nicht unterstützt wird ({algorithm}).',
    remedy: 'Exportiere sie noch einmal, mit AES-256 oder 3DES verschlüsselt.',
  },
  'authority/file-too-large': {
    message: 'Die Datei ist größer als {limit}, mehr als ein Zertifikat oder Schlüssel je braucht.',
    remedy: 'Prüfe, ob es die richtige Datei ist.',
  },
  'authority/file-too-slow': {
    message: 'Die Datei verlangt so viele Runden der Schlüsselableitung, dass das Öffnen zu lange dauern würde.',
    remedy: 'Exportiere sie noch einmal, mit höchstens 100.000 Runden.',
  },
  'authority/file-takes-too-long': {
    message: 'Das Lesen der Datei dauert länger als {seconds} Sekunden und wurde aufgegeben.',
    remedy: 'Prüfe, ob es die richtige Datei ist; eine gute braucht einen Augenblick. Nichts wurde verändert.',
  },
  'authority/file-needs-too-much': {
    message: 'Das Lesen der Datei braucht mehr Speicher als jede gute Datei und wurde aufgegeben.',
    remedy: 'Prüfe, ob es die richtige Datei ist. Nichts wurde verändert.',
  },
  'authority/file-no-mac': {
    message: 'Die Datei hat keine Prüfsumme (MAC): Nichts zeigt, ob sie beschädigt ist oder verändert wurde.',
    remedy: 'Exportiere sie noch einmal mit MAC, oder nimm sie trotzdem, wenn sie geradewegs von dir kam.',
  },
  'authority/file-password-needed': {
    message: 'Die Datei ist verschlüsselt.',
    remedy: 'Gib ihr Passwort an.',
  },
  'authority/file-nothing-found': {
    message: 'In dieser Datei ist nichts dieser Art: {wanted}.',
    remedy: 'Prüfe, ob es die richtige Datei ist.',
  },
  'authority/not-a-ca': {
    message:
      'Das Zertifikat „{name}“ ist nicht das einer Zertifizierungsstelle (CA:FALSE, oder es darf nicht signieren).',
    remedy: 'Wähle das Zertifikat der Stelle selbst, oft ca.crt genannt, nicht eines, das sie ausgestellt hat.',
  },
  'authority/weak-key': {
    message: 'Der Schlüssel der Zertifizierungsstelle ist zu schwach ({key}).',
    remedy: 'Lege eine neue an: RSA mit mindestens 2048 Bit, P-256 oder P-384.',
  },
  'authority/no-intermediates': {
    message: 'Unter der Zertifizierungsstelle „{name}“ darf es keine weitere geben.',
    remedy: 'Wähle eine Wurzel, deren Pfadlänge eine Zwischenstelle erlaubt, oder lege eine neue an.',
  },
  'authority/crl-unreadable': {
    message: 'Die Sperrliste konnte nicht gelesen werden: {problem}.',
    remedy: 'Gib eine Sperrliste (CRL) in der Form PEM oder DER an.',
  },
  'authority/crl-signature': {
    message: 'Die Sperrliste wurde nicht von dieser Zertifizierungsstelle signiert.',
    remedy: 'Gib die Liste an, die zu dieser Stelle gehört.',
  },
  'authority/crl-issuer': {
    message: 'Diese Sperrliste ist die einer anderen Zertifizierungsstelle: Als Aussteller nennt sie „{issuer}“.',
    remedy: 'Gib die Liste an, die zu dieser Stelle gehört.',
  },
  'authority/crl-signer': {
    message:
      'Diese Sperrliste wurde mit einem Schlüssel signiert, der keine Listen signieren darf (Schlüsselverwendung cRLSign).',
    remedy: 'Gib die Liste an, die die Stelle selbst signiert hat, oder stelle ihr Zertifikat mit cRLSign neu aus.',
  },
  'authority/crl-delta': {
    message:
      'Das ist eine Delta-Liste: In ihr steht nur, was sich seit der Liste Nummer {base} (hexadezimal) geändert hat.',
    remedy: 'Gib die vollständige Liste der Stelle an; die bisherige bleibt in Kraft.',
  },
  'authority/crl-indirect': {
    message:
      'Diese Sperrliste spricht für mehrere Zertifizierungsstellen (eine indirekte Liste), was nicht unterstützt wird.',
    remedy: 'Gib eine Liste an, die die Stelle allein für ihre eigenen Zertifikate ausgestellt hat.',
  },
  'authority/crl-only-authorities': {
    message: 'Diese Sperrliste betrifft nur Zertifikate von Zertifizierungsstellen, nicht die von Geräten.',
    remedy: 'Gib die vollständige Liste der Stelle an oder die für Benutzerzertifikate.',
  },
  'authority/crl-only-attributes': {
    message: 'Diese Sperrliste betrifft nur Attributzertifikate, nicht die von Geräten.',
    remedy: 'Gib die vollständige Liste der Stelle an.',
  },
  'authority/crl-only-reasons': {
    message: 'Diese Sperrliste betrifft nur einige Sperrgründe: Wer aus einem anderen gesperrt ist, steht nicht darin.',
    remedy: 'Gib die vollständige Liste der Stelle an.',
  },
  'authority/crl-only-part': {
    message:
      'Diese Sperrliste betrifft nur einen Teil der Zertifikate: die, die den Verteilungspunkt {address} nennen.',
    remedy: 'Gib die vollständige Liste der Stelle an.',
  },
  'authority/crl-extension': {
    message:
      'Diese Sperrliste hat eine kritische Erweiterung, die hier nicht bekannt ist ({extension}): Was sie bedeutet, lässt sich nicht sagen.',
    remedy: 'Gib eine Liste ohne sie an, wie RFC 5280 sie beschreibt.',
  },
  'authority/crl-not-yet-valid': {
    message: 'Diese Sperrliste beginnt in der Zukunft, am {date}.',
    remedy: 'Prüfe die Uhren dieses Computers und der Stelle und hole die Liste dann noch einmal.',
  },
  'authority/root-missing': {
    message:
      '„{name}“ ist eine Zwischenstelle: „{issuer}“ hat sie ausgestellt, deren Zertifikat fehlt. Niemand von ihr käme hinein (Prüfcode 2).',
    remedy:
      'Gib das Zertifikat von „{issuer}“ mit an: Eine Datei mit beiden genügt. Es ist dann bekannt, und damit noch nicht vertraut.',
  },
  'authority/unsupported-key': {
    message: 'Der Schlüssel der Zertifizierungsstelle ist von einer Art, die hier nicht unterstützt wird ({key}).',
    remedy:
      'Nimm eine Stelle mit einem RSA-Schlüssel von 2048 bis 8192 Bit oder einem auf der Kurve P-256, P-384 oder P-521.',
  },
  'authority/name-constraint': {
    message:
      'Die Zertifizierungsstelle „{authority}“ darf kein Zertifikat für „{name}“ ausstellen: Ihre Namensbeschränkungen erlauben nur {allowed}. Niemand würde es annehmen (Prüfcode {code}).',
    remedy: 'Nimm einen Namen, den die Beschränkungen erlauben, oder eine andere Stelle.',
  },
  'authority/name-excluded': {
    message:
      'Die Zertifizierungsstelle „{authority}“ darf kein Zertifikat für „{name}“ ausstellen: Ihre Namensbeschränkungen schließen {excluded} aus. Niemand würde es annehmen (Prüfcode {code}).',
    remedy: 'Nimm einen Namen, den die Beschränkungen erlauben, oder eine andere Stelle.',
  },
  'authority/would-be-refused': {
    message: 'Ein Zertifikat der Zertifizierungsstelle „{authority}“ würde an der Tür abgewiesen: {code}.',
    remedy: 'Sieh den Code unter Diagnose nach; was nicht stimmt, liegt an der Stelle, nicht am Gerät.',
  },
  'authority/already-known': {
    message: 'Diese Zertifizierungsstelle ist schon hier, als „{name}“.',
    remedy: 'Es ist nichts zu tun.',
  },
  'authority/shared-subject': {
    message:
      '„{name}“ trägt denselben Namen wie seine Stelle: Server halten es für selbst signiert (Alert 48, unknown ca).',
    remedy: 'Mach ein neues Zertifikat dafür: Entferne das Gerät und füge es wieder hinzu.',
  },
  'authority/in-use': {
    message: 'Die Zertifizierungsstelle „{name}“ wird noch gebraucht: {user}.',
    remedy: 'Nimm sie zuerst von ihren Zugängen und entferne ihre Geräte.',
  },
  'authority/not-root': {
    message: '„{name}“ ist von einer anderen Stelle signiert und kann sich deshalb nicht selbst erneuern.',
    remedy: 'Erneuere sie mit der Stelle darüber.',
  },
  'authority/crl-older': {
    message: 'Diese Sperrliste ist älter als die, die schon hier ist.',
    remedy: 'Hole die neueste Liste dieser Stelle.',
  },
  'authority/not-forgotten': {
    message: 'Die gemerkte Passphrase konnte nicht entfernt werden.',
    remedy: 'Prüfe, ob der Datenordner beschreibbar ist, und versuch es noch einmal.',
  },
}

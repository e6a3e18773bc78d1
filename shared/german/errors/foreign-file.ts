import type { foreignFileErrors } from '../../errors/foreign-file.ts'
import type { Translated } from './entry.ts'

const CONVERT =
  'Nimm das Zertifikat (.crt, .cer, .pem), seinen Schlüssel (.key) oder beides in einer .pfx- oder .p12-Datei.'

export const foreignFile: Translated<typeof foreignFileErrors> = {
  'foreign-file/ssh-key': {
    message:
      'Das ist ein privater Schlüssel von SSH (OpenSSH oder PuTTY), kein Zertifikat und kein Schlüssel in einer Form, die TLS liest.',
    remedy:
      'Nimm die Datei, die zum Zertifikat gehört. Ein SSH-Schlüssel selbst wird mit ssh-keygen -p -m PEM -f COPY-OF-THE-FILE zu einem, den TLS liest (COPY-OF-THE-FILE: eine Kopie der Datei).',
  },
  'foreign-file/ssh-public-key': {
    message: 'Das ist ein öffentlicher Schlüssel von SSH, kein Zertifikat.',
    remedy: CONVERT,
  },
  'foreign-file/pgp-key': {
    message:
      'Das ist ein Schlüssel oder eine Nachricht von PGP (GnuPG); mit Zertifikaten von TLS hat das nichts zu tun.',
    remedy: CONVERT,
  },
  'foreign-file/public-key': {
    message: 'Das ist nur ein öffentlicher Schlüssel, weder ein Zertifikat noch ein privater Schlüssel.',
    remedy:
      'Nimm das Zertifikat, das für diesen Schlüssel ausgestellt wurde, oder den privaten Schlüssel, der dazugehört.',
  },
  'foreign-file/dsa-key': {
    message: 'Das ist ein DSA-Schlüssel: Kein Browser und kein TLS 1.3 nimmt einen an.',
    remedy: 'Mach einen neuen Schlüssel, RSA mit 2048 Bit oder P-256, und ein Zertifikat dafür.',
  },
  'foreign-file/parameters': {
    message:
      'Diese Datei enthält Parameter (Diffie-Hellman oder eine Kurve) und weder einen Schlüssel noch ein Zertifikat.',
    remedy: CONVERT,
  },
  'foreign-file/tls-session': { message: 'Das ist eine gespeicherte TLS-Sitzung, kein Zertifikat.', remedy: CONVERT },
  'foreign-file/openvpn-key': {
    message:
      'Das ist ein statischer Schlüssel von OpenVPN (tls-auth, tls-crypt), kein Zertifikat und kein privater Schlüssel.',
    remedy: 'Nimm die Dateien, die in der Konfiguration von OpenVPN bei ca, cert und key stehen.',
  },
  'foreign-file/wireguard': {
    message: 'Das ist eine Konfiguration von WireGuard: Ihre Schlüssel sind keine Zertifikate.',
    remedy: CONVERT,
  },
  'foreign-file/encrypted-file': {
    message: 'Diese Datei ist mit age verschlüsselt, oder sie ist ein Schlüssel dafür.',
    remedy: 'Entschlüssle sie zuerst mit dem Programm, das sie verschlüsselt hat: age --decrypt.',
  },
  'foreign-file/attribute-certificate': {
    message: 'Das ist ein Attributzertifikat; es enthält keinen Schlüssel und lässt niemanden ein.',
    remedy: CONVERT,
  },
  'foreign-file/java-keystore': {
    message: 'Das ist ein Schlüsselspeicher von Java (JKS oder JCEKS).',
    remedy:
      'Mach PKCS#12 daraus: keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12 (FILE: die Datei)',
  },
  'foreign-file/bouncycastle-keystore': {
    message: 'Das ist ein Schlüsselspeicher von BouncyCastle (BKS), wie Android-Apps ihn benutzen.',
    remedy: 'Mach mit KeyStore Explorer oder mit keytool und dem Provider von BouncyCastle PKCS#12 daraus.',
  },
  'foreign-file/zip': {
    message: 'Das ist ein ZIP-Archiv (oder eine Datei, die innen eines ist, wie .docx, .apk, .jar).',
    remedy: 'Pack es zuerst aus und nimm das Zertifikat oder den Schlüssel, der darin ist.',
  },
  'foreign-file/archive': {
    message: 'Das ist ein Archiv oder eine gepackte Datei.',
    remedy: 'Pack es zuerst aus und nimm das Zertifikat oder den Schlüssel, der darin ist.',
  },
  'foreign-file/document': { message: 'Das ist ein Dokument (PDF oder Office), kein Zertifikat.', remedy: CONVERT },
  'foreign-file/picture': {
    message: 'Das ist ein Bild, kein Zertifikat.',
    remedy: 'Nimm die Datei selbst, kein Foto und kein Bildschirmfoto davon.',
  },
  'foreign-file/database': {
    message: 'Das ist eine Datenbank (SQLite oder Berkeley DB), zum Beispiel cert9.db oder key4.db von Firefox.',
    remedy:
      'Sichere das Zertifikat aus dem Programm, zu dem sie gehört: in Firefox „Sichern…“ in der Zertifikatverwaltung.',
  },
  'foreign-file/keychain': {
    message: 'Das ist ein Schlüsselbund von macOS.',
    remedy: 'Öffne ihn in der Schlüsselbundverwaltung und exportiere das Zertifikat mit seinem Schlüssel als .p12.',
  },
  'foreign-file/binary-plist': {
    message: 'Das ist eine Eigenschaftsliste von Apple in binärer Form.',
    remedy: 'Mach zuerst XML daraus: plutil -convert xml1 FILE (FILE: die Datei)',
  },
  'foreign-file/web-page': {
    message: 'Das ist eine Webseite (HTML): Der Download endete wohl bei einer Anmelde- oder Fehlerseite.',
    remedy: 'Lade die Datei noch einmal herunter, während du dort angemeldet bist, oder speichere das Ziel des Links.',
  },
  'foreign-file/json': { message: 'Das ist eine JSON-Datei ohne Zertifikat oder Schlüssel.', remedy: CONVERT },
  'foreign-file/jwk': {
    message: 'Das ist ein JSON Web Key, wie certbot ihn für sein Konto aufhebt; ein Zertifikat ist es nicht.',
    remedy: 'Nimm fullchain.pem und privkey.pem aus dem Ordner live.',
  },
  'foreign-file/jwt': { message: 'Das ist ein Token (JWT), kein Zertifikat.', remedy: CONVERT },
  'foreign-file/printed': {
    message:
      'Das ist der ausgedruckte Text eines Zertifikats, einer Anfrage oder eines Schlüssels (openssl -text), ohne die Datei selbst.',
    remedy: 'Nimm den Teil von BEGIN bis END, oder schreibe die Datei noch einmal ohne -noout.',
  },
  'foreign-file/xml': { message: 'Das ist eine XML-Datei ohne lesbares Zertifikat.', remedy: CONVERT },
  'foreign-file/spkac': {
    message: 'Das ist eine Anfrage in der Form von Netscape (SPKAC), die kein Programm mehr macht.',
    remedy: 'Mach eine PKCS#10-Anfrage: openssl req -new -key FILE (FILE: der Schlüssel)',
  },
}

import type { chain as english } from '../../verify/meanings/chain.ts'
import type { Meaning } from '../../verify/meanings/entry.ts'

const ISSUER_FIX =
  'Gib dem Gerät ein Zertifikat einer Stelle, der der Zugang vertraut. Hat es eines, so sende die Zwischenstelle mit: Speichere die .pfx hier noch einmal, oder schreibe anderswo Zertifikat und Zwischenstelle in eine Datei.'

/** Codes about who signed whom. */
export const chain: Readonly<Record<keyof typeof english, Meaning>> = {
  X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT: {
    explanation:
      'Weiter oben in der Kette fehlt eine Zertifizierungsstelle. Node meldet denselben Namen, wenn gar kein Zertifikat gesendet wurde.',
    causes: [
      'Es wurde kein Zertifikat gesendet (nur Node).',
      'Der Zwischenstelle wird vertraut, aber die Wurzel darüber steht nicht in der CA-Datei.',
    ],
    fix: 'Schreibe auch die Wurzel in die CA-Datei, nicht nur die Zwischenstelle. Wurde nichts gesendet: Wähle ein Zertifikat.',
  },
  X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE: {
    explanation: 'Die Signatur des Zertifikats lässt sich mit dem Schlüssel seiner Stelle nicht einmal öffnen.',
    causes: [
      'Eine andere Stelle gleichen Namens, mit einem Schlüssel anderer Länge, hat es signiert.',
      'Die Datei ist beschädigt.',
    ],
    fix: 'Stelle das Zertifikat mit der Stelle neu aus, der der Zugang vertraut.',
  },
  X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: {
    explanation: 'Der öffentliche Schlüssel im Zertifikat der Stelle ist nicht lesbar.',
    causes: ['Eine Art von Schlüssel, die diese TLS-Bibliothek nicht kennt.', 'Das CA-Zertifikat ist beschädigt.'],
    fix: 'Benutze eine Stelle mit einem RSA- oder P-256-Schlüssel, oder kopiere ihr Zertifikat noch einmal.',
  },
  X509_V_ERR_CERT_SIGNATURE_FAILURE: {
    explanation: 'Die Signatur des Zertifikats passt nicht zu der Stelle, die es nennt.',
    causes: [
      'Die Stelle wurde unter demselben Namen neu gemacht, und dieses Zertifikat stammt von der alten.',
      'Die Stelle von jemand anderem heißt genauso.',
      'Das Zertifikat wurde beschädigt oder verändert.',
    ],
    fix: 'Stelle das Zertifikat mit der Stelle neu aus, der der Zugang vertraut. Gib jeder Stelle einen eigenen Namen.',
  },
  X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: {
    explanation: 'Das Zertifikat bürgt für sich selbst: Keine Stelle hat es signiert.',
    causes: [
      'Es wurde mit „openssl req -x509“ gemacht, statt von der Stelle signiert zu werden.',
      'Stelle und Zertifikat haben denselben Inhaber, darum gilt es als selbst signiert.',
    ],
    fix: 'Lass die Stelle ein Zertifikat für dieses Gerät signieren. Gib Stelle, Server und Geräten verschiedene Inhaber.',
  },
  X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: {
    explanation: 'Die Kette kam vollständig, bis zu einer Wurzel, der hier nicht vertraut wird.',
    causes: [
      'Die Stelle wurde neu gemacht, und dieses Zertifikat stammt von der alten.',
      'Das Zertifikat ist für einen anderen Zugang gedacht.',
      'In der CA-Datei des Servers fehlt diese Wurzel.',
    ],
    fix: 'Lass den Zugang dieser Wurzel vertrauen, oder gib dem Gerät ein Zertifikat einer Stelle, der vertraut wird.',
  },
  X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    explanation: 'Die Stelle, die ein Zertifikat der Kette signiert hat, ist keine, der hier vertraut wird.',
    causes: [
      'Eine andere Stelle hat das Zertifikat ausgestellt.',
      'Eine Zwischenstelle fehlt.',
      'In der CA-Datei steht das Zertifikat des Geräts statt dem der Stelle.',
    ],
    fix: ISSUER_FIX,
  },
  X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    explanation: 'Nur das Zertifikat selbst kam, und nichts, dem hier vertraut wird, hat es signiert.',
    causes: [
      'Eine andere Stelle hat es ausgestellt, vielleicht eine gleichen Namens.',
      'Die Zwischenstelle wurde nicht mitgesendet.',
      'Die CA-Datei des Servers ist die falsche.',
    ],
    fix: ISSUER_FIX,
  },
  X509_V_ERR_CERT_CHAIN_TOO_LONG: {
    explanation: 'Zwischen Gerät und Wurzel stehen mehr Zertifikate, als der Server an Tiefe erlaubt.',
    causes: ['Die Grenze passt zu einer Stelle ohne Zwischenstellen: nginx beginnt mit einer Tiefe von 1.'],
    fix: 'Erhöhe ssl_verify_depth (nginx) oder SSLVerifyDepth (Apache) auf 2 oder 3; Zugänge hier erlauben, was nötig ist.',
  },
  X509_V_ERR_NO_ISSUER_PUBLIC_KEY: {
    explanation:
      'Im Zertifikat der Stelle ist kein öffentlicher Schlüssel; was sie signiert hat, lässt sich nicht prüfen.',
    causes: ['Das CA-Zertifikat ist beschädigt, oder ein fehlerhaftes Programm hat es gemacht.'],
    fix: 'Mach ein neues Zertifikat der Stelle.',
  },
  X509_V_ERR_PATH_LENGTH_EXCEEDED: {
    explanation: 'Es gibt mehr Zwischenstellen, als eine Stelle der Kette unter sich erlaubt (pathlen).',
    causes: ['Eine Zwischenstelle mit pathlen 0 hat eine weitere Stelle gemacht.'],
    fix: 'Signiere das Gerät direkt mit der Zwischenstelle, oder mach eine neue Stelle mit größerem pathlen.',
  },
  X509_V_ERR_CERT_UNTRUSTED: {
    explanation: 'Die Wurzel der Kette ist bekannt, aber für diesen Zweck wird ihr nicht vertraut.',
    causes: [
      'Die Datei der Wurzel ist ein TRUSTED CERTIFICATE von OpenSSL, das andere Zwecke nennt.',
      'Das System vertraut ihr bei Servern, aber nicht bei Clients.',
    ],
    fix: 'Vertraue der Wurzel für TLS-Clients: Schreibe sie als einfaches CERTIFICATE in die CA-Datei.',
  },
  X509_V_ERR_CERT_REJECTED: {
    explanation: 'Die Wurzel der Kette ist für diesen Zweck als abgelehnt gekennzeichnet.',
    causes: [
      'Ein TRUSTED CERTIFICATE von OpenSSL mit „-addreject clientAuth“, oder eine Einstellung des Systems, die ihr misstraut.',
    ],
    fix: 'Nimm die Ablehnung zurück, oder benutze eine andere Stelle.',
  },
  X509_V_ERR_SUBJECT_ISSUER_MISMATCH: {
    explanation:
      'Ein Zertifikat, das als Aussteller versucht wurde, ist nicht das, das im Zertifikat des Geräts genannt wird.',
    causes: ['In der Sammlung steht das falsche CA-Zertifikat. Am Ende wird gewöhnlich ein anderer Code gemeldet.'],
    fix: 'Vergleiche „issuer“ des Zertifikats mit „subject“ des CA-Zertifikats: Sie müssen Byte für Byte gleich sein.',
  },
  X509_V_ERR_AKID_SKID_MISMATCH: {
    explanation:
      'Die Stelle hat den richtigen Namen, aber einen anderen Schlüssel als den, der signiert hat (die Schlüsselkennungen unterscheiden sich).',
    causes: ['Die Stelle wurde mit demselben Namen und neuem Schlüssel noch einmal gemacht.'],
    fix: 'Stelle die Zertifikate mit der neuen Stelle neu aus, oder schreibe auch das alte CA-Zertifikat in die Sammlung.',
  },
  X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH: {
    explanation: 'Das Zertifikat nennt seine Stelle mit Seriennummer, und die Stelle hat jetzt eine andere.',
    causes: [
      'Das CA-Zertifikat wurde erneuert, und das Zertifikat war mit authorityKeyIdentifier=issuer:always gemacht.',
    ],
    fix: 'Stelle das Zertifikat neu aus, nur mit authorityKeyIdentifier=keyid, wie es hier geschieht.',
  },
  X509_V_ERR_KEYUSAGE_NO_CERTSIGN: {
    explanation: 'Der Aussteller darf nach seiner Schlüsselverwendung (keyUsage) keine Zertifikate signieren.',
    causes: [
      'Das CA-Zertifikat wurde ohne keyCertSign gemacht.',
      'Das Zertifikat eines Geräts oder Servers wurde als Stelle benutzt.',
    ],
    fix: 'Mach das CA-Zertifikat neu, mit keyUsage keyCertSign und cRLSign, wie es die Stellen hier haben.',
  },
  X509_V_ERR_PATH_LOOP: {
    explanation: 'Die Kette führt zu sich selbst zurück: Zwei Stellen haben einander signiert.',
    causes: ['Gegenseitig signierte Stellen, beide in der Sammlung.'],
    fix: 'Nimm die gegenseitig signierten Fassungen aus der CA-Datei und lass die Wurzeln darin.',
  },
  X509_V_ERR_INVALID_CA: {
    explanation:
      'Ein Zertifikat der Kette hat ein anderes signiert, ohne für diesen Zweck eine Zertifizierungsstelle zu sein.',
    causes: [
      'Das Zertifikat eines Geräts oder Servers wurde als Stelle benutzt.',
      'Der Stelle fehlt basicConstraints CA:TRUE.',
      'Das extendedKeyUsage der Stelle erlaubt nur Server.',
    ],
    fix: 'Mach die Stelle neu, mit basicConstraints CA:TRUE und keyUsage keyCertSign, ohne extendedKeyUsage.',
  },
  X509_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM: {
    explanation: 'Das Zertifikat ist mit einem Verfahren signiert, das diese TLS-Bibliothek nicht kennt.',
    causes: ['Ein sehr altes (MD2) oder sehr neues Verfahren (Post-Quanten).'],
    fix: 'Signiere es neu mit SHA-256 und RSA oder ECDSA.',
  },
  X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH: {
    explanation:
      'Die Signatur ist von einer Art, die der Schlüssel der Stelle nicht machen kann, etwa ECDSA bei einem RSA-Schlüssel.',
    causes: ['Eine RSA- und eine EC-Stelle heißen gleich, und der falschen wird vertraut.'],
    fix: 'Vertraue der Stelle, die es wirklich signiert hat; gib den beiden verschiedene Namen.',
  },
  X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY: {
    explanation:
      'Das Zertifikat nennt sein Signaturverfahren zweimal, und die beiden stimmen nicht überein (RFC 5280 §4.1.1.2).',
    causes: ['Ein fehlerhaftes Programm hat es gemacht.', 'Jemand hat es verändert.'],
    fix: 'Stelle das Zertifikat neu aus; vertraue diesem nicht.',
  },
}

import type { Meaning } from '../../verify/meanings/entry.ts'
import type { use as english } from '../../verify/meanings/use.ts'

const PROXY_FIX =
  'Benutze ein gewöhnliches Gerätezertifikat: Proxy-Zertifikate (RFC 3820, aus dem Grid-Computing) braucht hier niemand.'

/** Codes about what a certificate may be used for, its names and its strength. */
export const use: Readonly<Record<keyof typeof english, Meaning>> = {
  X509_V_ERR_INVALID_PURPOSE: {
    explanation: 'Das Zertifikat wurde nicht gemacht, um sich damit als Client anzumelden.',
    causes: [
      'Es wurde mit dem Profil für Server (server_cert) statt dem für Clients (usr_cert) gemacht.',
      'Seiner Schlüsselverwendung (keyUsage) fehlt digitalSignature.',
      'Es ist das eigene Zertifikat der Stelle.',
    ],
    fix: 'Stelle ein Zertifikat mit extendedKeyUsage clientAuth und keyUsage digitalSignature aus; hier hinzugefügte Geräte haben beides.',
  },
  X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: {
    explanation:
      'Das Zertifikat hat eine Erweiterung mit dem Vermerk „muss verstanden werden“, und der Server kennt sie nicht.',
    causes: ['Ein besonderes Programm hat eine eigene Erweiterung hinzugefügt und als kritisch gekennzeichnet.'],
    fix: 'Stelle das Zertifikat ohne diese Erweiterung aus, oder nicht als kritisch.',
  },
  X509_V_ERR_INVALID_NON_CA: {
    explanation: 'Das Zertifikat sagt, es sei keine Zertifizierungsstelle, trägt aber Zeichen einer solchen.',
    causes: ['basicConstraints CA:FALSE zusammen mit keyUsage keyCertSign.'],
    fix: 'Stelle es ohne keyCertSign neu aus, oder als richtige Stelle.',
  },
  X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED: {
    explanation: 'Unter dem ersten Proxy-Zertifikat stehen mehr weitere, als es erlaubt.',
    causes: ['Ein Grid-Auftrag hat seine Berechtigung zu oft weitergegeben.'],
    fix: PROXY_FIX,
  },
  X509_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE: {
    explanation:
      'Ein Zertifikat hat ein Proxy-Zertifikat signiert, obwohl seine Schlüsselverwendung keine Signaturen erlaubt.',
    causes: ['Das Zertifikat des Benutzers wurde ohne digitalSignature gemacht.'],
    fix: 'Stelle das Zertifikat des Benutzers mit keyUsage digitalSignature aus, wie es die Geräte hier haben.',
  },
  X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED: {
    explanation: 'Der Besucher sandte ein Proxy-Zertifikat, und der Server nimmt solche nicht an.',
    causes: ['Ein Grid-Programm meldete sich mit seinem kurzlebigen Proxy-Zertifikat an statt mit dem des Benutzers.'],
    fix: PROXY_FIX,
  },
  X509_V_ERR_PROXY_SUBJECT_NAME_VIOLATION: {
    explanation: 'Ein Proxy-Zertifikat trägt nicht, wie es muss, den Namen seines Besitzers mit einem Zusatz.',
    causes: ['Ein fehlerhaftes Grid-Programm.'],
    fix: PROXY_FIX,
  },
  X509_V_ERR_INVALID_EXTENSION: {
    explanation: 'Eine Erweiterung des Zertifikats ist nicht lesbar oder widerspricht einer anderen.',
    causes: [
      'Ein Fehler in einer Konfiguration von openssl, zum Beispiel zweimal dieselbe Erweiterung.',
      'Eine beschädigte Datei.',
    ],
    fix: 'Sieh es mit „openssl x509 -text“ an; stelle es mit einem einfachen Profil neu aus.',
  },
  X509_V_ERR_INVALID_POLICY_EXTENSION: {
    explanation: 'Die Richtlinien (certificatePolicies) des Zertifikats sind nicht lesbar oder widersprechen sich.',
    causes: ['certificatePolicies oder policy constraints wurden falsch geschrieben.'],
    fix: 'Stelle das Zertifikat ohne certificatePolicies aus; Stellen für zu Hause brauchen keine.',
  },
  X509_V_ERR_NO_EXPLICIT_POLICY: {
    explanation: 'Der Server verlangt eine Zertifikatsrichtlinie, und die Kette hat keine gemeinsame.',
    causes: [
      'Der Server wurde so eingestellt, dass er eine Richtlinie verlangt.',
      'Eine Stelle weiter oben verlangt eine (requireExplicitPolicy).',
    ],
    fix: 'Verlange keine mehr, oder schreibe dieselben certificatePolicies in jedes Zertifikat der Kette.',
  },
  X509_V_ERR_UNSUPPORTED_EXTENSION_FEATURE: {
    explanation: 'Eine Erweiterung benutzt etwas, das diese TLS-Bibliothek nicht kann.',
    causes: ['Ein besonderes Programm hat das Zertifikat gemacht.'],
    fix: 'Stelle das Zertifikat mit einem einfachen Profil neu aus.',
  },
  X509_V_ERR_UNNESTED_RESOURCE: {
    explanation: 'Das Zertifikat beansprucht Internetadressen oder AS-Nummern, die seine Stelle nicht hat (RFC 3779).',
    causes: ['Ein Routing-Zertifikat (RPKI) mit falschen Angaben. In einer Anmeldung hat es nichts zu suchen.'],
    fix: 'Stelle das Zertifikat ohne die Erweiterungen nach RFC 3779 aus.',
  },
  X509_V_ERR_PERMITTED_VIOLATION: {
    explanation:
      'Ein Name im Zertifikat liegt außerhalb dessen, wofür seine Stelle ausstellen darf (name constraints).',
    causes: ['Die Stelle ist auf bestimmte Domains oder Netze beschränkt, und dieser Name ist nicht darin.'],
    fix: 'Benutze einen Namen innerhalb der Grenzen, oder eine Stelle ohne solche.',
  },
  X509_V_ERR_EXCLUDED_VIOLATION: {
    explanation: 'Ein Name im Zertifikat ist einer, für den seine Stelle nicht ausstellen darf (name constraints).',
    causes: ['Die Stelle schließt diese Domain oder dieses Netz aus.'],
    fix: 'Benutze einen anderen Namen, oder eine Stelle ohne diesen Ausschluss.',
  },
  X509_V_ERR_SUBTREE_MINMAX: {
    explanation:
      'Die name constraints der Stelle benutzen minimum und maximum, die niemand unterstützt (RFC 5280 §4.2.1.10).',
    causes: ['Ein besonderes Programm hat die Stelle gemacht.'],
    fix: 'Mach die Stelle neu, mit einfachen erlaubten und ausgeschlossenen Namen.',
  },
  X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE: {
    explanation:
      'Die name constraints der Stelle beschränken eine Art von Namen, die diese TLS-Bibliothek nicht prüfen kann.',
    causes: ['Beschränkungen einer registered ID, einer X.400-Adresse oder eines user principal name.'],
    fix: 'Mach die Stelle neu, mit Beschränkungen nur für DNS-Namen, Adressen oder E-Mail.',
  },
  X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX: {
    explanation: 'Eine Beschränkung (name constraint) der Stelle ist so geschrieben, dass man sie nicht versteht.',
    causes: ['Eine DNS-Beschränkung mit „*.“ davor, oder ein Netz ohne seine Maske.'],
    fix: 'Schreibe „home.example“ ohne „*.“ und Netze wie 192.168.0.0/255.255.0.0.',
  },
  X509_V_ERR_UNSUPPORTED_NAME_SYNTAX: {
    explanation:
      'Ein Name im Zertifikat ist so geschrieben, dass er sich nicht mit den name constraints vergleichen lässt.',
    causes: ['Eine beschädigte E-Mail-Adresse, URL oder IP-Adresse in subjectAltName.'],
    fix: 'Stelle das Zertifikat mit wohlgeformten Namen neu aus.',
  },
  X509_V_ERR_SUITE_B_INVALID_VERSION: {
    explanation: 'Der Server verlangt Suite B, und ein Zertifikat der Kette hat nicht Version 3.',
    causes: ['Ein Zertifikat der Version 1, wie es „openssl x509 -req“ ohne Erweiterungen macht.'],
    fix: 'Stelle es mit Erweiterungen aus, oder schalte Suite B ab (Cipher-Liste SUITEB128 oder SUITEB192).',
  },
  X509_V_ERR_SUITE_B_INVALID_ALGORITHM: {
    explanation:
      'Der Server verlangt Suite B, die nur elliptische Kurven kennt, und ein Schlüssel der Kette ist von anderer Art.',
    causes: ['Ein RSA-Zertifikat.'],
    fix: 'Benutze durchweg P-256- oder P-384-Schlüssel, oder schalte Suite B ab.',
  },
  X509_V_ERR_SUITE_B_INVALID_CURVE: {
    explanation: 'Der Server verlangt Suite B, und ein Schlüssel liegt auf einer anderen Kurve als P-256 oder P-384.',
    causes: ['Ein P-521-, secp256k1- oder Brainpool-Schlüssel.'],
    fix: 'Mach einen P-256- oder P-384-Schlüssel, oder schalte Suite B ab.',
  },
  X509_V_ERR_SUITE_B_INVALID_SIGNATURE_ALGORITHM: {
    explanation:
      'Der Server verlangt Suite B, und eine Signatur benutzt nicht das Hashverfahren, das zu ihrer Kurve gehört.',
    causes: ['P-256 nicht mit SHA-256 signiert, oder P-384 nicht mit SHA-384.'],
    fix: 'Signiere neu mit dem Hashverfahren, das zur Kurve gehört, oder schalte Suite B ab.',
  },
  X509_V_ERR_SUITE_B_LOS_NOT_ALLOWED: {
    explanation: 'Der Server verlangt eine Stufe von Suite B, auf der diese Kurve nicht erlaubt ist.',
    causes: ['P-256, wo SUITEB192 eingestellt ist.'],
    fix: 'Benutze P-384-Schlüssel, oder die Stufe SUITEB128.',
  },
  X509_V_ERR_SUITE_B_CANNOT_SIGN_P_384_WITH_P_256: {
    explanation:
      'Der Server verlangt Suite B, und ein P-384-Zertifikat wurde von einer schwächeren P-256-Stelle signiert.',
    causes: ['Eine P-256-Stelle mit P-384-Geräten.'],
    fix: 'Benutze P-256 für das Gerät, oder P-384 für die Stelle.',
  },
  X509_V_ERR_EE_KEY_TOO_SMALL: {
    explanation: 'Der Schlüssel des Zertifikats ist zu kurz, um sicher zu sein.',
    causes: ['RSA mit 1024 Bit, oder mit 2048, wo die Sicherheitsstufe des Servers 3 oder höher ist.'],
    fix: 'Mach einen neuen Schlüssel: RSA mit mindestens 2048 Bit, oder P-256. Hier hinzugefügte Geräte haben einen solchen.',
  },
  X509_V_ERR_CA_KEY_TOO_SMALL: {
    explanation: 'Der Schlüssel einer Stelle der Kette ist zu kurz, um sicher zu sein.',
    causes: ['Eine alte Stelle mit RSA 1024.'],
    fix: 'Mach eine neue Stelle und stelle die Zertifikate der Geräte neu aus.',
  },
  X509_V_ERR_CA_MD_TOO_WEAK: {
    explanation: 'Ein Zertifikat der Kette ist mit einem Hashverfahren signiert, das sich fälschen lässt.',
    causes: ['SHA-1 oder MD5, wie alte Anleitungen und alte Geräte es machen.'],
    fix: 'Signiere es neu mit SHA-256 („-sha256“, default_md = sha256). Senke nicht die Sicherheitsstufe des Servers.',
  },
  X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA: {
    explanation:
      'Das Zertifikat ist keine Stelle, begrenzt aber die Länge von Ketten unter sich. Nur strenge Prüfungen finden das.',
    causes: ['pathlen wurde neben CA:FALSE geschrieben.'],
    fix: 'Schreibe „basicConstraints=critical,CA:FALSE“ ohne pathlen.',
  },
  X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN: {
    explanation:
      'Eine Stelle hat ein pathlen, darf aber keine Zertifikate signieren. Nur strenge Prüfungen finden das.',
    causes: ['keyUsage wurde ohne keyCertSign geschrieben.'],
    fix: 'Mach das CA-Zertifikat neu, mit keyUsage keyCertSign und cRLSign.',
  },
  X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA: {
    explanation: 'Das Zertifikat darf Zertifikate signieren, ist aber keine Stelle. Nur strenge Prüfungen finden das.',
    causes: ['Ein Gerät oder Server bekam keyCertSign.'],
    fix: 'Stelle es neu aus, nur mit keyUsage digitalSignature.',
  },
  X509_V_ERR_ISSUER_NAME_EMPTY: {
    explanation: 'Das Zertifikat sagt nicht, wer es ausgestellt hat. Nur strenge Prüfungen finden das.',
    causes: ['Die Stelle hat einen leeren Inhaber.'],
    fix: 'Mach die Stelle neu, mit einem Common Name.',
  },
  X509_V_ERR_SUBJECT_NAME_EMPTY: {
    explanation: 'Eine Stelle der Kette hat keinen Namen. Nur strenge Prüfungen finden das.',
    causes: ['Das CA-Zertifikat wurde mit leerem Inhaber gemacht („-subj /“).'],
    fix: 'Mach es neu, mit einem Common Name.',
  },
  X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER: {
    explanation:
      'Das Zertifikat sagt nicht, welcher Schlüssel es signiert hat. Strenge Prüfungen verlangen das, Python 3.13 von sich aus.',
    causes: ['Eine Stelle, gemacht mit einem kurzen openssl-Befehl, ohne authorityKeyIdentifier.'],
    fix: 'Stelle es mit authorityKeyIdentifier=keyid neu aus; Zertifikate von hier haben es.',
  },
  X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER: {
    explanation:
      'Das Zertifikat einer Stelle nennt ihren Schlüssel nicht. Strenge Prüfungen verlangen das, Python 3.13 von sich aus.',
    causes: ['Das CA-Zertifikat wurde ohne subjectKeyIdentifier=hash gemacht.'],
    fix: 'Mach es mit subjectKeyIdentifier=hash neu; Stellen von hier haben es.',
  },
  X509_V_ERR_EMPTY_SUBJECT_ALT_NAME: {
    explanation: 'Das Zertifikat hat eine Liste von Namen, in der nichts steht. Nur strenge Prüfungen finden das.',
    causes: ['Eine Vorlage schrieb subjectAltName ohne Wert.'],
    fix: 'Stelle es neu aus, mit einem Namen in der Liste oder ohne die Liste.',
  },
  X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL: {
    explanation:
      'Der Inhaber ist leer, darum muss die Liste der Namen als kritisch gekennzeichnet sein, und sie ist es nicht. Nur strenge Prüfungen.',
    causes: ['Ein Zertifikat, dessen Namen nur in subjectAltName stehen.'],
    fix: 'Kennzeichne subjectAltName als kritisch, oder gib dem Zertifikat einen Common Name.',
  },
  X509_V_ERR_CA_BCONS_NOT_CRITICAL: {
    explanation:
      'Eine Stelle kennzeichnet CA:TRUE nicht als kritisch. Strenge Prüfungen verlangen das, Python 3.13 von sich aus.',
    causes: ['„basicConstraints=CA:TRUE“ ohne „critical“, wie in vielen Anleitungen.'],
    fix: 'Mach das CA-Zertifikat neu, mit „basicConstraints=critical,CA:TRUE“.',
  },
  X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL: {
    explanation:
      'Die Kennung des Stellenschlüssels ist als kritisch gekennzeichnet, was sie nicht sein darf. Nur strenge Prüfungen finden das.',
    causes: ['Eine Vorlage mit einem „critical“ zu viel.'],
    fix: 'Stelle das Zertifikat ohne diese Kennzeichnung neu aus.',
  },
  X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL: {
    explanation:
      'Die Kennung des eigenen Schlüssels ist als kritisch gekennzeichnet, was sie nicht sein darf. Nur strenge Prüfungen finden das.',
    causes: ['Eine Vorlage mit einem „critical“ zu viel.'],
    fix: 'Stelle das Zertifikat ohne diese Kennzeichnung neu aus.',
  },
  X509_V_ERR_CA_CERT_MISSING_KEY_USAGE: {
    explanation:
      'Eine Stelle sagt nicht, wozu ihr Schlüssel da ist. Strenge Prüfungen verlangen das, Python 3.13 von sich aus.',
    causes: ['Das CA-Zertifikat wurde ohne keyUsage gemacht, wie es „openssl req -x509“ von sich aus tut.'],
    fix: 'Mach es neu, mit „keyUsage=critical,keyCertSign,cRLSign“.',
  },
  X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3: {
    explanation:
      'Das Zertifikat hat Erweiterungen, nennt sich aber Version 1 oder 2. Nur strenge Prüfungen finden das.',
    causes: ['Ein fehlerhaftes Programm.'],
    fix: 'Stelle das Zertifikat als Version 3 neu aus.',
  },
  X509_V_ERR_EC_KEY_EXPLICIT_PARAMS: {
    explanation:
      'Der Schlüssel schreibt seine elliptische Kurve in Zahlen aus, statt sie zu nennen; das kann eine schwache Kurve verbergen.',
    causes: ['Der Schlüssel wurde mit „-param_enc explicit“ oder von alten Java- oder Smartcard-Programmen gemacht.'],
    fix: 'Mach einen neuen Schlüssel auf der benannten Kurve prime256v1 (P-256).',
  },
  X509_V_ERR_EMPTY_AUTHORITY_KEY_IDENTIFIER: {
    explanation:
      'Die Kennung des Stellenschlüssels ist da, aber leer. Nur strenge Prüfungen neuer Versionen von OpenSSL.',
    causes: ['Eine Vorlage schrieb die Erweiterung ohne Wert.'],
    fix: 'Stelle das Zertifikat mit authorityKeyIdentifier=keyid neu aus.',
  },
  X509_V_ERR_AKID_ISSUER_SERIAL_NOT_PAIRED: {
    explanation:
      'Die Kennung des Stellenschlüssels nennt Aussteller oder Seriennummer ohne das andere (RFC 5280 §4.2.1.1). Nur neue Versionen von OpenSSL.',
    causes: ['Ein besonderes Programm schrieb nur die Hälfte.'],
    fix: 'Stelle das Zertifikat mit authorityKeyIdentifier=keyid neu aus.',
  },
}

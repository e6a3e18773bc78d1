import type { Meaning } from '../../verify/meanings/entry.ts'
import type { general as english } from '../../verify/meanings/general.ts'

/** Codes about the check itself, and about time. */
export const general: Readonly<Record<keyof typeof english, Meaning>> = {
  X509_V_OK: {
    explanation:
      'Das Zertifikat ist gut. HAProxy und Node melden dieselbe 0, wenn gar kein Zertifikat gesendet wurde; frage also zuerst: „Kam eines?“',
    causes: [
      'Ein gutes Zertifikat.',
      'Kein Zertifikat: Dann bedeutet das Ergebnis nichts (HAProxy: ssl_c_used ist 0).',
    ],
    fix: 'Es ist nichts zu tun. Prüfe in einer Regel von HAProxy neben ssl_c_verify 0 auch ssl_c_used 1.',
  },
  X509_V_ERR_UNSPECIFIED: {
    explanation: 'Das Zertifikat wurde aus einem Grund abgewiesen, den die TLS-Bibliothek nicht nennt.',
    causes: [
      'Node hat für den wahren Code keinen Namen: Es kennt 28 davon und nennt den Rest UNSPECIFIED.',
      'Ein schwacher Schlüssel oder eine schwache Signatur.',
      'Ein seltener Fehler im Zertifikat.',
    ],
    fix: 'Öffne die Datei des Zertifikats in der Diagnose, oder lass dir mit „openssl verify -CAfile ca.crt device.crt“ den genauen Code nennen.',
  },
  X509_V_ERR_CERT_NOT_YET_VALID: {
    explanation: 'Das Zertifikat beginnt später als jetzt.',
    causes: [
      'Die Uhr des prüfenden Computers geht nach, oft bei einem Raspberry Pi oder Router ohne Batterie.',
      'Die Uhr des Computers, der es ausgestellt hat, ging vor.',
      'Es wurde mit Absicht mit einem späteren Beginn gemacht.',
    ],
    fix: 'Vergleiche Datum und Uhrzeit auf beiden Seiten und schalte die automatische Zeit ein. Stelle das Zertifikat dann neu aus, wenn es immer noch in der Zukunft beginnt.',
  },
  X509_V_ERR_CERT_HAS_EXPIRED: {
    explanation: 'Die Zeit des Zertifikats oder einer Stelle über ihm ist vorbei.',
    causes: [
      'Niemand hat es erneuert.',
      'Es wurde erneuert, aber der Browser bietet noch das alte an.',
      'Die Zertifizierungsstelle selbst ist abgelaufen: Dann werden alle abgewiesen.',
      'Eine Uhr geht vor.',
    ],
    fix: 'Erneuere das Gerät und übertrage das neue Zertifikat; entferne das alte vom Gerät. Anderswo: Signiere dieselbe Anfrage noch einmal.',
  },
  X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD: {
    explanation: 'Der Beginn im Zertifikat ist kein Datum.',
    causes: ['Ein Programm, das Daten falsch schreibt, hat das Zertifikat gemacht.', 'Die Datei ist beschädigt.'],
    fix: 'Stelle das Zertifikat neu aus, hier oder mit openssl.',
  },
  X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD: {
    explanation: 'Das Ende im Zertifikat ist kein Datum.',
    causes: ['Ein Programm, das Daten falsch schreibt, hat das Zertifikat gemacht.', 'Die Datei ist beschädigt.'],
    fix: 'Stelle das Zertifikat neu aus, hier oder mit openssl.',
  },
  X509_V_ERR_OUT_OF_MEM: {
    explanation: 'Der Seite, die das Zertifikat prüfte, ging der Speicher aus. Über das Zertifikat sagt das nichts.',
    causes: ['Der Computer oder Container hat zu wenig Speicher.', 'Eine riesige Sperrliste oder Kette.'],
    fix: 'Mach Speicher auf dem Server frei und versuche es noch einmal; teile oder kürze eine Sperrliste von vielen Megabyte.',
  },
  X509_V_ERR_APPLICATION_VERIFICATION: {
    explanation: 'Das Programm des Servers selbst wies das Zertifikat ab, nachdem OpenSSL nichts dagegen hatte.',
    causes: ['Eine Regel im Programm, zum Beispiel eine feste Liste von Fingerabdrücken.'],
    fix: 'Sieh in Protokoll und Regeln des Programms nach: Mehr kann die TLS-Bibliothek nicht sagen.',
  },
  X509_V_ERR_INVALID_CALL: {
    explanation: 'Die Prüfung begann ohne ein Zertifikat: Der Fehler liegt im Programm, nicht im Zertifikat.',
    causes: ['Ein Fehler im Server oder in einer seiner Erweiterungen.'],
    fix: 'Aktualisiere den Server; hilft das nicht, so melde es denen, die ihn machen.',
  },
  X509_V_ERR_STORE_LOOKUP: {
    explanation: 'Das Zertifikat der Stelle ließ sich nicht nachschlagen, bevor etwas beurteilt werden konnte.',
    causes: [
      'Der Benutzer des Servers darf die CA-Datei oder ihren Ordner nicht lesen.',
      'Ein Ordner mit CA-Zertifikaten ohne seine Hash-Verweise.',
    ],
    fix: 'Prüfe Pfad und Rechte der CA-Datei; bei einem Ordner hilft „openssl rehash ORDNER“.',
  },
  X509_V_ERR_HOSTNAME_MISMATCH: {
    explanation: 'Das Zertifikat des Servers gilt für einen anderen Hostnamen als den gerufenen.',
    causes: [
      'Der eingetippte Name steht nicht im Zertifikat.',
      'Das Zertifikat hat kein subjectAltName: Der Common Name allein zählt seit Jahren nicht mehr.',
      'DNS führt den Namen zu einem anderen Server.',
    ],
    fix: 'Füge den Hostnamen hier zum Zugang hinzu; sein Zertifikat wird neu gemacht. Anderswo: Schreibe den Namen in subjectAltName.',
  },
  X509_V_ERR_EMAIL_MISMATCH: {
    explanation: 'Im Zertifikat steht die verlangte E-Mail-Adresse nicht.',
    causes: ['Ein Mailprogramm hat die Adresse des Absenders mit dem Zertifikat verglichen.'],
    fix: 'Benutze ein Zertifikat mit dieser Adresse in subjectAltName; für die Anmeldung an Zugängen spielt sie keine Rolle.',
  },
  X509_V_ERR_IP_ADDRESS_MISMATCH: {
    explanation: 'Das Zertifikat des Servers gilt nicht für die gerufene IP-Adresse.',
    causes: ['Die Adresse steht nicht im Zertifikat.', 'Sie steht dort als DNS-Name statt als Adresse.'],
    fix: 'Füge die Adresse als Host zum Zugang hinzu; sein Zertifikat wird neu gemacht. Anderswo: subjectAltName=IP:192.168.1.20.',
  },
  X509_V_ERR_DANE_NO_MATCH: {
    explanation: 'DNS sagt, welches Zertifikat der Server haben muss (TLSA-Einträge), und er hat ein anderes.',
    causes: ['Das Zertifikat wurde erneuert, der TLSA-Eintrag nicht.', 'Jemand sitzt dazwischen.'],
    fix: 'Veröffentliche den TLSA-Eintrag des neuen Zertifikats, oder den seiner Stelle, die seltener wechselt.',
  },
  X509_V_ERR_NO_VALID_SCTS: {
    explanation:
      'Das Programm verlangt den Nachweis, dass das Zertifikat in den öffentlichen Verzeichnissen steht (Certificate Transparency).',
    causes: [
      'Zertifikate einer privaten Stelle stehen in keinem öffentlichen Verzeichnis.',
      'Das Programm wurde so eingestellt.',
    ],
    fix: 'Schalte das für deine eigene Stelle ab; es ist für öffentliche gedacht.',
  },
  X509_V_ERR_RPK_UNTRUSTED: {
    explanation:
      'Die andere Seite sandte einen bloßen öffentlichen Schlüssel statt eines Zertifikats (RFC 7250), und keinem wird hier vertraut.',
    causes: ['Ein Gerät, das mit „raw public keys“ spricht, zum Beispiel aus dem Internet der Dinge.'],
    fix: 'Stelle die andere Seite auf X.509-Zertifikate um.',
  },
}

import type { AlertName } from '../../verify/alerts.ts'
import type { Meaning } from '../../verify/meanings/entry.ts'

const NO_CERTIFICATE_FIX =
  'Installiere das Zertifikat des Geräts und wähle es, wenn der Browser fragt; fragt er nicht mehr, so schließe den Browser und öffne die Seite noch einmal.'
const OLD =
  'Aktualisiere das Programm, das ihn sendet: Dieser Alert gehört zu einer Version von TLS, die nicht mehr benutzt wird.'
const VERY_OLD = 'Ein sehr altes Programm auf der anderen Seite.'

/** Whole by type: an alert without a meaning does not compile. */
export const germanAlerts: Readonly<Record<AlertName, Meaning>> = {
  close_notify: {
    explanation:
      'Die andere Seite hat die Verbindung ordentlich geschlossen. Während eines Handshakes heißt das, dass sie aufgab.',
    causes: ['Das Ende des Gesprächs.', 'Ein Browser, der auflegt, um nach einem Zertifikat zu fragen.'],
    fix: 'Laden Seiten nicht, so suche den Grund im Protokoll der Seite, die geschlossen hat.',
  },
  unexpected_message: {
    explanation: 'Eine Nachricht kam in einem Augenblick, in dem sie keinen Sinn ergibt.',
    causes: ['Was dort antwortet, spricht an diesem Port kein TLS.', 'Ein fehlerhafter Proxy oder Filter dazwischen.'],
    fix: 'Prüfe den Port, und versuche es ohne das Gerät dazwischen.',
  },
  bad_record_mac: {
    explanation: 'Ein Stück der Daten kam verändert an: Sein Prüfwert stimmt nicht.',
    causes: [
      'Fehlerhafter Speicher oder fehlerhafte Netzwerktechnik.',
      'Ein Gerät dazwischen, das Daten verändert.',
      'Ein Fehler in einer der TLS-Bibliotheken.',
    ],
    fix: 'Versuche es aus einem anderen Netz; aktualisiere beide Seiten.',
  },
  decryption_failed: {
    explanation: 'Ein Stück der Daten ließ sich nicht entschlüsseln. Nur TLS 1.0 benutzt das.',
    causes: [VERY_OLD],
    fix: OLD,
  },
  record_overflow: {
    explanation: 'Ein Stück der Daten ist länger, als TLS erlaubt.',
    causes: [
      'Was gesendet wird, ist kein TLS, zum Beispiel unverschlüsseltes HTTP.',
      'Ein Fehler in einer der TLS-Bibliotheken.',
    ],
    fix: 'Prüfe, ob der Port TLS spricht (https:// und nicht http://).',
  },
  decompression_failure: {
    explanation: 'Komprimierte Daten ließen sich nicht auspacken. Kompression wird in TLS nicht mehr benutzt.',
    causes: [VERY_OLD],
    fix: OLD,
  },
  handshake_failure: {
    explanation:
      'Die beiden Seiten fanden keinen Weg, miteinander zu sprechen. In TLS 1.2 sagen Server das auch, wenn ein verlangtes Zertifikat nicht gesendet wurde.',
    causes: [
      'Es wurde kein Client-Zertifikat gesendet, und der Server verlangt eines (TLS 1.2).',
      'Kein gemeinsames Verschlüsselungsverfahren und keine gemeinsame Kurve.',
      'Der Server hat für den gerufenen Namen kein Zertifikat.',
    ],
    fix: `${NO_CERTIFICATE_FIX} Wird kein Zertifikat verlangt, so aktualisiere die ältere Seite.`,
  },
  no_certificate: {
    explanation: 'Der Besucher hat kein Zertifikat zu zeigen. Nur SSL 3.0 benutzt das.',
    causes: [VERY_OLD],
    fix: OLD,
  },
  bad_certificate: {
    explanation: 'Das Zertifikat wurde als fehlerhaft abgewiesen.',
    causes: [
      'Es gilt noch nicht (Prüfcode 9).',
      'Sein Schlüssel oder Hashverfahren ist zu schwach (66, 67, 68).',
      'Es ist beschädigt.',
      'Programme in Go und Java sagen das aus fast jedem Grund.',
    ],
    fix: 'Prüfe die Uhren, dann gib dem Gerät ein neues Zertifikat. Den genauen Code hat das Protokoll des Servers.',
  },
  unsupported_certificate: {
    explanation: 'Das Zertifikat ist von einer Art, die hier nicht angenommen wird.',
    causes: [
      'Es wurde mit dem Profil für Server statt dem für Clients gemacht (Prüfcode 26).',
      'Sein Schlüssel ist von einer Art, die die andere Seite nicht kennt, zum Beispiel Ed25519.',
    ],
    fix: 'Benutze ein Zertifikat mit extendedKeyUsage clientAuth und einem RSA- oder P-256-Schlüssel, wie Geräte es hier bekommen.',
  },
  certificate_revoked: {
    explanation: 'Das Zertifikat wurde von seiner Stelle gesperrt.',
    causes: ['Der Browser bietet nach einer Erneuerung noch das alte an.', 'Wem die Stelle gehört, hat es gesperrt.'],
    fix: 'Entferne das alte Zertifikat vom Gerät; gib ihm ein neues, wenn die Sperrung ein Versehen war.',
  },
  certificate_expired: {
    explanation: 'Das Zertifikat ist abgelaufen, oder die Sperrliste, mit der es geprüft wird.',
    causes: [
      'Die Zeit des Zertifikats ist vorbei (Prüfcode 10).',
      'Die Sperrliste ist älter als ihr „next update“ (12): Dann werden alle abgewiesen.',
      'Eine Uhr geht falsch.',
    ],
    fix: 'Erneuere das Gerät; werden alle Geräte abgewiesen, so signiere eine neue Sperrliste. curl zeigt diesen Alert als Code 60, als wäre das Zertifikat des Servers schlecht.',
  },
  certificate_unknown: {
    explanation: 'Das Zertifikat wurde aus einem Grund abgewiesen, der keinen eigenen Alert hat.',
    causes: [
      'Ein Besucher sagt das: Sein Browser oder Telefon vertraut dem Zertifikat des Servers nicht.',
      'Ein Server sagt das: ein seltener Fehler im Client-Zertifikat oder etwas mit der Sperrliste.',
    ],
    fix: 'Installiere das Zertifikat der Stelle auf dem Gerät und vertraue ihm. Sagt es der Server, so suche den Prüfcode in seinem Protokoll.',
  },
  illegal_parameter: {
    explanation: 'Ein Wert im Handshake ist unzulässig oder widerspricht einem anderen.',
    causes: ['Eine fehlerhafte oder veraltete TLS-Bibliothek.', 'Ein Gerät dazwischen, das den Handshake verändert.'],
    fix: 'Aktualisiere beide Seiten; versuche es ohne das Gerät dazwischen.',
  },
  unknown_ca: {
    explanation: 'Der Stelle, die das Zertifikat ausgestellt hat, vertraut die andere Seite nicht.',
    causes: [
      'Das Zertifikat stammt von einer anderen Stelle, vielleicht einer gleichen Namens (Prüfcodes 19, 20, 21).',
      'Die Zwischenstelle wurde nicht mitgesendet.',
      'Stelle und Zertifikat haben denselben Inhaber, darum gilt es als selbst signiert (18).',
      'Sperrungen werden geprüft, und die Liste einer Stelle fehlt (3).',
      'Ein Besucher sagt das: Er vertraut der Stelle des Servers nicht.',
    ],
    fix: 'Benutze ein Zertifikat der Stelle, der der Zugang vertraut; auf einem Gerät installiere das CA-Zertifikat und vertraue ihm.',
  },
  access_denied: {
    explanation: 'Das Zertifikat ist gut, aber sein Inhaber darf nicht hinein.',
    causes: ['Eine Zugriffsregel des Servers.'],
    fix: 'Frage, wem der Server gehört, oder ändere die Regel.',
  },
  decode_error: {
    explanation: 'Eine Nachricht des Handshakes ließ sich nicht lesen.',
    causes: ['Ein beschädigtes Zertifikat oder eine leere Liste von Zertifikaten.', 'Eine fehlerhafte TLS-Bibliothek.'],
    fix: 'Speichere das Zertifikat noch einmal; aktualisiere die ältere Seite.',
  },
  decrypt_error: {
    explanation: 'Eine Signatur, die während des Handshakes gemacht wurde, stimmt nicht.',
    causes: [
      'Schlüssel und Zertifikat gehören nicht zusammen.',
      'Die Signatur des Zertifikats selbst passt nicht zu seiner Stelle (Prüfcode 7).',
      'Ein Sicherheitschip oder eine Smartcard kann nicht mit RSA-PSS signieren, das TLS 1.3 verlangt.',
    ],
    fix: 'Speichere das Zertifikat noch einmal mit seinem eigenen Schlüssel; erlaube mit einer Smartcard TLS 1.2.',
  },
  export_restriction: {
    explanation: 'Ein Überrest der Ausfuhrregeln der 1990er Jahre.',
    causes: [VERY_OLD],
    fix: OLD,
  },
  protocol_version: {
    explanation: 'Die beiden Seiten haben keine Version von TLS gemeinsam.',
    causes: [
      'Eine Seite ist zu alt: TLS 1.0 und 1.1 werden nicht angenommen.',
      'Was antwortet, ist nicht TLS, sondern unverschlüsseltes HTTP.',
    ],
    fix: 'Aktualisiere Gerät oder Browser; prüfe den Port.',
  },
  insufficient_security: {
    explanation: 'Der Server verlangt stärkere Verschlüsselung, als der Besucher anbietet.',
    causes: ['Ein altes Gerät oder ein alter Browser.', 'Eine sehr strenge Konfiguration des Servers.'],
    fix: 'Aktualisiere das Gerät, oder erlaube auf dem Server ein weiteres Verschlüsselungsverfahren.',
  },
  internal_error: {
    explanation: 'Die andere Seite scheiterte aus einem eigenen Grund.',
    causes: [
      'Schlüssel und Zertifikat des Servers gehören nicht zusammen, oder eine Datei fehlt.',
      'Caddy und Programme in Go haben für den gerufenen Namen kein Zertifikat.',
    ],
    fix: 'Sieh im Protokoll des Servers nach: Der Grund steht nicht im Alert.',
  },
  inappropriate_fallback: {
    explanation:
      'Der Besucher versuchte es noch einmal mit einer älteren TLS-Version, als beide Seiten sprechen könnten (RFC 7507).',
    causes: ['Ein unzuverlässiges Netz ließ einen alten Browser zurückfallen.', 'Jemand erzwingt die ältere Version.'],
    fix: 'Aktualisiere den Browser; versuche es aus einem anderen Netz.',
  },
  user_canceled: {
    explanation: 'Der Besucher brach den Handshake aus einem Grund ab, der kein Fehler ist.',
    causes: ['Jemand hat die Auswahl eines Zertifikats weggeklickt.', 'Das Programm wurde geschlossen.'],
    fix: 'Öffne die Seite noch einmal und wähle das Zertifikat.',
  },
  no_renegotiation: {
    explanation: 'Der Server verlangte mitten in einer Verbindung ein Zertifikat, und Browser lehnen das ab.',
    causes: ['Client-Zertifikate, die für einzelne Pfade durch Neuverhandlung verlangt werden (Apache, IIS).'],
    fix: 'Frage im ersten Handshake und setze es je Pfad durch, wie die Zugänge hier. In Apache: SSLVerifyClient für den ganzen virtuellen Host.',
  },
  missing_extension: {
    explanation: 'Ein Teil des Handshakes, den TLS 1.3 verlangt, fehlt.',
    causes: ['Eine fehlerhafte TLS-Bibliothek.', 'Ein Gerät dazwischen, das Teile entfernt.'],
    fix: 'Aktualisiere beide Seiten; versuche es ohne das Gerät dazwischen.',
  },
  unsupported_extension: {
    explanation: 'Der Server antwortete auf etwas, wonach der Besucher nicht gefragt hatte.',
    causes: ['Eine fehlerhafte TLS-Bibliothek oder ein Filter dazwischen.'],
    fix: 'Aktualisiere den Server; versuche es ohne das Gerät dazwischen.',
  },
  certificate_unobtainable: {
    explanation:
      'Der Server konnte das Zertifikat nicht von der Adresse holen, die der Besucher nannte. Wird nicht mehr benutzt.',
    causes: ['Ein besonderes Programm, das statt seines Zertifikats eine Adresse sendet (RFC 6066 §5).'],
    fix: 'Lass das Programm das Zertifikat selbst senden.',
  },
  unrecognized_name: {
    explanation: 'Der Server hat unter dem gerufenen Namen nichts.',
    causes: [
      'Der Hostname fehlt im Zugang.',
      'DNS führt einen anderen Namen hierher.',
      'Er wurde mit seiner IP-Adresse gerufen.',
    ],
    fix: 'Füge den Hostnamen zum Zugang hinzu, oder rufe ihn mit einem Namen, den er hat.',
  },
  bad_certificate_status_response: {
    explanation: 'Die OCSP-Antwort, die der Server angeheftet hat, taugt nichts.',
    causes: ['Die angeheftete Antwort ist veraltet oder gehört zu einem anderen Zertifikat.'],
    fix: 'Lass den Server eine neue Antwort holen, oder schalte das Anheften ab.',
  },
  bad_certificate_hash_value: {
    explanation:
      'Das Zertifikat unter der Adresse, die der Besucher nannte, hat einen anderen Hash als angekündigt. Wird nicht mehr benutzt.',
    causes: ['Ein besonderes Programm, das statt seines Zertifikats eine Adresse sendet (RFC 6066 §5).'],
    fix: 'Lass das Programm das Zertifikat selbst senden.',
  },
  unknown_psk_identity: {
    explanation: 'Der Besucher nannte einen gemeinsamen Schlüssel, den der Server nicht kennt.',
    causes: ['Dinge, die sich mit einem gemeinsamen Schlüssel (PSK) statt mit Zertifikaten anmelden.'],
    fix: 'Gib auf beiden Seiten denselben Schlüssel und Namen ein, oder benutze Zertifikate.',
  },
  certificate_required: {
    explanation:
      'Der Server verlangt ein Zertifikat, und keines wurde gesendet (TLS 1.3). Der Alert kommt an, wenn der Besucher den Handshake schon für beendet hält.',
    causes: [
      'Auf dem Gerät ist kein Zertifikat installiert.',
      'Der Browser bot es nicht an: abgelaufen, von einem anderen Aussteller, ohne seinen Schlüssel oder einmal weggeklickt.',
      'Dem Programm wurde keines genannt (curl: --cert und --key).',
    ],
    fix: NO_CERTIFICATE_FIX,
  },
  general_error: {
    explanation:
      'Die andere Seite scheiterte und sagt nicht, warum. Aus der Überarbeitung von TLS 1.3; noch kaum in Gebrauch.',
    causes: ['Alles Mögliche: Nur ihr Protokoll weiß es.'],
    fix: 'Sieh im Protokoll der Seite nach, die ihn gesendet hat.',
  },
  no_application_protocol: {
    explanation: 'Die beiden Seiten haben kein Anwendungsprotokoll (HTTP/1.1, HTTP/2 …) gemeinsam.',
    causes: ['Ein Proxy, der nur HTTP/2 spricht, oder umgekehrt.', 'Der Port gehört zu einem anderen Dienst.'],
    fix: 'Erlaube auf beiden Seiten HTTP/1.1.',
  },
  ech_required: {
    explanation:
      'Der Server besteht auf einer verschlüsselten Begrüßung (ECH), und die, die er bekam, benutzt einen alten Schlüssel.',
    causes: ['DNS nennt noch den alten ECH-Schlüssel.'],
    fix: 'Warte, bis DNS nachgezogen hat, oder veröffentliche den neuen Schlüssel.',
  },
}

import type { Pair } from '../reader.ts'

/** What is said of ports where no handshake comes about. */
export const ports: readonly Pair[] = [
  [
    'This port speaks plain HTTP, not TLS: there can be no certificates on it, of neither side.',
    'Dieser Port spricht unverschlüsseltes HTTP, kein TLS: Zertifikate kann es dort nicht geben, auf keiner Seite.',
  ],
  [
    'Call it by http://, or switch on TLS: nginx “listen 443 ssl”, HAProxy “bind :443 ssl crt …”, Apache “SSLEngine on”.',
    'Rufe ihn mit http://, oder schalte TLS ein: nginx „listen 443 ssl“, HAProxy „bind :443 ssl crt …“, Apache „SSLEngine on“.',
  ],
  ['An SSH server answers at this port, no TLS.', 'An diesem Port antwortet ein SSH-Server, kein TLS.'],
  ['Check the port: HTTPS is usually 443.', 'Prüfe den Port: HTTPS ist gewöhnlich 443.'],
  ['Check the port.', 'Prüfe den Port.'],
  [
    'A mail server answers, which begins in clear and turns to TLS only when asked (STARTTLS).',
    'Ein Mailserver antwortet, der unverschlüsselt beginnt und erst auf Wunsch TLS spricht (STARTTLS).',
  ],
  ['Use its TLS port, 465, or “{command}”.', 'Benutze seinen TLS-Port, 465, oder „{command}“.'],
  ['Use its TLS port, 993, or “{command}”.', 'Benutze seinen TLS-Port, 993, oder „{command}“.'],
  ['Use its TLS port, 995, or “{command}”.', 'Benutze seinen TLS-Port, 995, oder „{command}“.'],
  ['Use “{command}”, or its TLS port, 990.', 'Benutze „{command}“ oder seinen TLS-Port, 990.'],
  ['Use “{command}”.', 'Benutze „{command}“.'],
  [
    'A mailbox server (IMAP) answers, which begins in clear and turns to TLS only when asked (STARTTLS).',
    'Ein Postfachserver (IMAP) antwortet, der unverschlüsselt beginnt und erst auf Wunsch TLS spricht (STARTTLS).',
  ],
  [
    'A mailbox server (POP3) answers, which begins in clear and turns to TLS only when asked (STLS).',
    'Ein Postfachserver (POP3) antwortet, der unverschlüsselt beginnt und erst auf Wunsch TLS spricht (STLS).',
  ],
  [
    'An FTP server answers, which begins in clear and turns to TLS only when asked (AUTH TLS).',
    'Ein FTP-Server antwortet, der unverschlüsselt beginnt und erst auf Wunsch TLS spricht (AUTH TLS).',
  ],
  [
    'A remote screen (VNC) answers at this port, no TLS.',
    'An diesem Port antwortet ein entfernter Bildschirm (VNC), kein TLS.',
  ],
  [
    'A MySQL or MariaDB server answers, which turns to TLS only when asked.',
    'Ein MySQL- oder MariaDB-Server antwortet, der erst auf Wunsch TLS spricht.',
  ],
  [
    'A chat server (XMPP) answers, which begins in clear and turns to TLS only when asked (STARTTLS).',
    'Ein Chatserver (XMPP) antwortet, der unverschlüsselt beginnt und erst auf Wunsch TLS spricht (STARTTLS).',
  ],
  [
    'Something answers at this port, but it does not speak TLS.',
    'An diesem Port antwortet etwas, aber es spricht kein TLS.',
  ],
  [
    'The port accepts connections, but nothing answered within the time limit.',
    'Der Port nimmt Verbindungen an, aber innerhalb der Frist antwortete nichts.',
  ],
  [
    'Look whether the service behind the port hangs, or waits for something in front of it (a PROXY protocol header).',
    'Sieh nach, ob der Dienst hinter dem Port hängt oder auf etwas vor ihm wartet (einen Kopf des PROXY-Protokolls).',
  ],
  [
    'The port accepts connections and closes them at once, without a word.',
    'Der Port nimmt Verbindungen an und schließt sie sofort, ohne ein Wort.',
  ],
  [
    'Look at the server’s log: a filter of addresses, a container without its service, or a HAProxy without a backend behave like this.',
    'Sieh im Protokoll des Servers nach: Ein Adressfilter, ein Container ohne seinen Dienst oder ein HAProxy ohne Ziel verhalten sich so.',
  ],
  [
    'The port accepts connections and tears them off at once.',
    'Der Port nimmt Verbindungen an und reißt sie sofort ab.',
  ],
  [
    'A firewall or a filter of addresses behaves like this, and so does a server that crashes: look at its log.',
    'So verhält sich eine Firewall oder ein Adressfilter, und ebenso ein Server, der abstürzt: Sieh in seinem Protokoll nach.',
  ],
  [
    'The server begins a TLS handshake and never stops sending: after 256 KiB nobody listens any more.',
    'Der Server beginnt einen TLS-Handshake und hört nicht auf zu senden: Nach 256 KiB hört niemand mehr zu.',
  ],
  [
    'No browser waits for that. Restart the server; if it is not yours, do not trust it.',
    'Darauf wartet kein Browser. Starte den Server neu; gehört er nicht dir, so vertraue ihm nicht.',
  ],
  [
    'The server begins a TLS handshake but does not finish it within the time limit.',
    'Der Server beginnt einen TLS-Handshake, beendet ihn aber nicht innerhalb der Frist.',
  ],
  [
    'Look whether the server is overloaded, or whether something on the way holds back large packets (MTU, VPN).',
    'Sieh nach, ob der Server überlastet ist oder etwas auf dem Weg große Pakete zurückhält (MTU, VPN).',
  ],
  [
    'The server sends a handshake message larger than programs take, as with hundreds of certificates.',
    'Der Server sendet eine größere Handshake-Nachricht, als Programme annehmen, wie mit Hunderten von Zertifikaten.',
  ],
  [
    'Put only its own certificate and the intermediates into the server’s file, not a whole bundle of authorities.',
    'Schreibe in die Datei des Servers nur sein eigenes Zertifikat und die Zwischenstellen, keine ganze Sammlung von Stellen.',
  ],
  [
    'What the server sends looks like TLS, but is broken.',
    'Was der Server sendet, sieht aus wie TLS, ist aber fehlerhaft.',
  ],
  [
    'Try without whatever is in between (an inspection box, a proxy); update or restart the server.',
    'Versuche es ohne das, was dazwischen liegt (ein Filter, ein Proxy); aktualisiere den Server oder starte ihn neu.',
  ],
]

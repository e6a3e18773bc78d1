import type { acmeErrors } from '../../errors/acme.ts'
import type { Translated } from './entry.ts'

export const acme: Translated<typeof acmeErrors> = {
  'acme/unreachable': {
    message: '{host} ist nicht erreichbar: {problem}.',
    remedy: 'Prüfe die Adresse, die Verbindung dieses Computers und sein DNS. Es wird von selbst wieder versucht.',
  },
  'acme/server-certificate': {
    message: '{host} weist sich nicht aus: {problem}.',
    remedy:
      'Prüfe zuerst die Uhr dieses Computers. Bei einer eigenen Zertifizierungsstelle gib die Datei mit ihrem Stammzertifikat an (--acme-ca).',
  },
  'acme/not-https': {
    message: 'Die Adresse {url} ist keine https://-Adresse.',
    remedy:
      'ACME geht nur über HTTPS: Gib die Adresse des Verzeichnisses so an, wie die Zertifizierungsstelle sie dokumentiert.',
  },
  'acme/not-acme': {
    message: 'Was unter {url} antwortet, ist keine ACME-Zertifizierungsstelle: {problem}.',
    remedy: 'Gib die Adresse des Verzeichnisses selbst an, wie die Zertifizierungsstelle sie dokumentiert.',
  },
  'acme/bad-answer': {
    message: '{host} hat etwas geantwortet, das ACME nicht erlaubt: {problem}.',
    remedy:
      'Das alte Zertifikat bleibt, und es wird wieder versucht. Geht es so weiter, sage es der Zertifizierungsstelle.',
  },
  'acme/no-feature': {
    message: '{host} bietet das nicht an: {feature}.',
    remedy: 'Lass die Einstellung weg, oder wähle eine andere Zertifizierungsstelle.',
  },
  'acme/profile-unknown': {
    message: '{host} hat kein Profil „{profile}“.',
    remedy: 'Es gibt diese: {known}.',
  },
  'acme/eab-required': {
    message: '{host} will ein Konto, das du dort schon hast.',
    remedy:
      'Hol bei der Zertifizierungsstelle eine Schlüsselkennung und einen HMAC-Schlüssel, und gib beide als Datei an (--eab-file).',
  },
  'acme/eab-unreadable': {
    message: 'Der Schlüssel für das fremde Konto ist nicht zu gebrauchen: {problem}.',
    remedy:
      'Die Datei hat zwei Zeilen oder ist ein JSON-Objekt: die Schlüsselkennung und der HMAC-Schlüssel in base64url.',
  },
  'acme/challenge-missing': {
    message: '{host} bietet {challenge} für {name} nicht an.',
    remedy: 'Angeboten wird {offered}: Wähle davon.',
  },
  'acme/wildcard-needs-dns': {
    message: 'Ein Zertifikat für {name} gibt es nur über DNS-Einträge.',
    remedy: 'Wähle dns-01 und den Dienst, der für deine Domain antwortet.',
  },
  'acme/address-needs-no-dns': {
    message: 'Ein Zertifikat für die Adresse {name} gibt es nicht über DNS-Einträge.',
    remedy: 'Wähle http-01 oder tls-alpn-01.',
  },
  'acme/order-invalid': {
    message: '{host} hat die Bestellung aufgegeben{why}.',
    remedy: 'Das alte Zertifikat bleibt. Später wird neu bestellt.',
  },
  'acme/order-expired': {
    message: '{host} kennt die Bestellung nicht mehr.',
    remedy: 'Das alte Zertifikat bleibt. Es wird neu bestellt.',
  },
  'acme/order-slow': {
    message: '{host} ist mit der Bestellung nicht rechtzeitig fertig geworden (sie ist noch „{status}“).',
    remedy: 'Das alte Zertifikat bleibt, und die Bestellung wird später wieder aufgenommen.',
  },
  'acme/certificate-bad': {
    message: 'Das Zertifikat, das {host} ausgestellt hat, ist nicht zu gebrauchen: {problem}.',
    remedy: 'Das alte Zertifikat bleibt. Geht es so weiter, sage es der Zertifizierungsstelle.',
  },
  'acme/clock': {
    message: 'Das neue Zertifikat gilt von {from} bis {until}, und die Uhr dieses Computers sagt {now}.',
    remedy: 'Stelle die Uhr. Das Zertifikat bleibt aufgehoben und wird verwendet, sobald es gilt.',
  },
  'acme/waiting': {
    message: 'Die Zertifizierungsstelle will vor {until} keine Anfrage.',
    remedy: 'Warte so lange: Es wird von selbst versucht.',
  },
  'acme/no-http-port': {
    message: 'Die Site „{name}“ hat keinen Port für unverschlüsseltes HTTP, an dem http-01 beantwortet werden könnte.',
    remedy: 'Gib ihr einen (von außen gesehen Port 80), oder wähle tls-alpn-01 oder dns-01.',
  },
  'acme/name-unknown': {
    message: 'DNS kennt keine Adresse für {name}.',
    remedy: 'Lege einen A- oder AAAA-Eintrag an, der zu deinem Haus führt, und warte, bis er zu sehen ist.',
  },
  'acme/name-private': {
    message: '{name} führt zu {address}, und das erreicht niemand außerhalb deines Netzes.',
    remedy:
      'Eine öffentliche Zertifizierungsstelle muss es erreichen: Trage deine öffentliche Adresse ins DNS ein, oder wähle dns-01.',
  },
  'acme/name-elsewhere': {
    message: '{name} führt zu {address}, und was dort antwortet, ist nicht diese Site.',
    remedy: 'Prüfe den DNS-Eintrag, und zu welchem Computer dein Router den Port {port} weiterleitet.',
  },
  'acme/port-closed': {
    message: 'Port {port} von {name} ({address}) ist von hier nicht erreichbar: {problem}.',
    remedy:
      'Prüfe die Portweiterleitung deines Routers. Manche Router lassen sich von innen nicht prüfen: Dann sagt es die Zertifizierungsstelle.',
  },
  'acme/dns-config': {
    message: 'Die Einstellungen für {provider} sind nicht zu gebrauchen: {problem}.',
    remedy: 'Was in die Datei gehört, steht in der Dokumentation.',
  },
  'acme/dns-token': {
    message: '{provider} nimmt das Token nicht an: {detail}.',
    remedy: 'Mache ein neues Token, das die DNS-Einträge von {name} ändern darf, und gib es neu an.',
  },
  'acme/dns-zone': {
    message: '{provider} antwortet nicht für {name}: Es gibt dort keine Zone dafür.',
    remedy: 'Wähle den Dienst, bei dem die Nameserver deiner Domain sind, oder das Konto, dem die Domain gehört.',
  },
  'acme/dns-refused': {
    message: '{provider} hat den DNS-Eintrag {name} nicht geändert: {detail}.',
    remedy: 'Prüfe, was das Token oder der Schlüssel ändern darf.',
  },
  'acme/dns-not-seen': {
    message: 'Der DNS-Eintrag {name} ist bei {server} noch nicht zu sehen.',
    remedy: 'Prüfe, ob der gewählte Dienst der ist, der für diese Domain antwortet. Es wird wieder versucht.',
  },
  'acme/dns-program': {
    message: 'Das Programm {program} ist gescheitert: {problem}.',
    remedy: 'Rufe es von Hand mit denselben Argumenten auf: present NAME WERT.',
  },
  'acme/account-unknown': {
    message: 'Bei {host} gibt es kein Konto, das dies könnte.',
    remedy: 'Bestelle zuerst ein Zertifikat; damit entsteht das Konto.',
  },
  'acme/problem-account-does-not-exist': {
    message: '{host} kennt das Konto nicht mehr: „{detail}“.',
    remedy: 'Mit der nächsten Bestellung entsteht ein neues.',
  },
  'acme/problem-already-revoked': {
    message: '{host} sagt, das Zertifikat sei schon widerrufen: „{detail}“.',
    remedy: 'Es ist nichts mehr zu tun.',
  },
  'acme/problem-bad-csr': {
    message: '{host} nimmt die Zertifikatsanfrage nicht an: „{detail}“.',
    remedy: 'Prüfe die Namen: Manche Zertifizierungsstellen erlauben nur bestimmte oder weniger.',
  },
  'acme/problem-bad-nonce': {
    message: '{host} hat jede Nummer abgelehnt, die es selbst ausgegeben hatte: „{detail}“.',
    remedy: 'Es wird später wieder versucht. Geht es so weiter, verändert etwas unterwegs die Anfragen.',
  },
  'acme/problem-caa': {
    message: 'DNS verbietet {host}, für {name} auszustellen: „{detail}“.',
    remedy: 'Ändere den CAA-Eintrag der Domain, oder wähle die Zertifizierungsstelle, die er nennt.',
  },
  'acme/problem-connection': {
    message: '{host} konnte {name} nicht erreichen: „{detail}“.',
    remedy: 'Öffne den Port im Router und in der Firewall, und prüfe, ob der Name zu deinem Haus führt.',
  },
  'acme/problem-dns': {
    message: '{host} konnte {name} nicht nachschlagen: „{detail}“.',
    remedy: 'Prüfe die DNS-Einträge der Domain (A, AAAA, für dns-01 TXT), und DNSSEC, falls du es verwendest.',
  },
  'acme/problem-external-account-required': {
    message: '{host} will ein Konto, das du dort schon hast: „{detail}“.',
    remedy:
      'Hol bei der Zertifizierungsstelle eine Schlüsselkennung und einen HMAC-Schlüssel, und gib beide als Datei an (--eab-file).',
  },
  'acme/problem-incorrect-response': {
    message: '{host} hat für {name} eine andere Antwort bekommen, als es wollte: „{detail}“.',
    remedy: 'Etwas anderes antwortet für diesen Namen: Prüfe, wohin er führt und was dazwischen weiterleitet.',
  },
  'acme/problem-invalid-contact': {
    message: '{host} nimmt die E-Mail-Adresse nicht an: „{detail}“.',
    remedy: 'Gib eine andere an oder keine.',
  },
  'acme/problem-rate-limited': {
    message: '{host} will eine Weile keine Anfragen mehr: „{detail}“.',
    remedy:
      'Es wird nach {until} wieder versucht. Neue Einstellungen probierst du am Testverzeichnis der Zertifizierungsstelle.',
  },
  'acme/problem-rejected-identifier': {
    message: '{host} stellt für {name} nichts aus: „{detail}“.',
    remedy: 'Wähle einen Namen, der dir gehört und öffentlich endet, oder eine andere Zertifizierungsstelle.',
  },
  'acme/problem-server-internal': {
    message: '{host} hat selbst Schwierigkeiten: „{detail}“.',
    remedy: 'Warte: Es wird von selbst wieder versucht.',
  },
  'acme/problem-tls': {
    message: '{host} konnte mit {name} kein TLS sprechen: „{detail}“.',
    remedy: 'Prüfe, ob Port 443 geradewegs zu dieser Site führt, ohne einen anderen Server davor.',
  },
  'acme/problem-unauthorized': {
    message: '{host} ist nicht überzeugt, dass {name} dir gehört: „{detail}“.',
    remedy: 'Prüfe, ob der Name zu diesem Haus führt und nichts anderes für ihn antwortet.',
  },
  'acme/problem-unsupported-identifier': {
    message: '{host} kann für {name} nichts ausstellen: „{detail}“.',
    remedy: 'Manche Zertifizierungsstellen stellen nur für Namen aus, nicht für Adressen.',
  },
  'acme/problem-user-action-required': {
    message: '{host} will, dass du vorher etwas tust: „{detail}“.',
    remedy: 'Öffne {instance} und tu, was dort steht, zum Beispiel neuen Bedingungen zustimmen.',
  },
  'acme/problem-other': {
    message: '{host} hat abgelehnt ({type}): „{detail}“.',
    remedy: 'Das alte Zertifikat bleibt, und es wird später wieder versucht.',
  },
}

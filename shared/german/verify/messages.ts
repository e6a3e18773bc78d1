import type { Meaning } from '../../verify/meanings/entry.ts'
import { messageMeanings, serverAdvice, type MessageName } from '../../verify/messages.ts'
import type { Pair } from '../reader.ts'

/** Whole by type: a message without a meaning does not compile. */
const german: Readonly<Record<MessageName, Meaning>> = {
  'insecure-connection': {
    explanation: 'Das Programm konnte keine verschlüsselte Verbindung aufbauen und sagt nicht, warum.',
    causes: [
      'Die Site verlangt ein Zertifikat dieses Geräts, und es wurde keines gesendet.',
      'Das gesendete Zertifikat ist abgelaufen, gesperrt oder von einer Stelle, der die Site nicht vertraut.',
      'Der Port spricht unverschlüsseltes HTTP oder eine alte Version von TLS.',
    ],
    fix: 'Installiere das Zertifikat dieses Geräts, und wähle es, wenn du gefragt wirst. Die Aktivität der Site sagt, warum sie jemanden abgewiesen hat.',
  },
  'unknown-host': {
    explanation: 'Der Name der Site ist nicht bekannt: Niemand hat diesem Gerät gesagt, welche Adresse er hat.',
    causes: [
      'Der Name fehlt im DNS deines Netzes (Router, Pi-hole, AdGuard Home).',
      'Das Gerät fragt einen anderen DNS-Server: mobile Daten, ein VPN, privates DNS oder DNS über HTTPS im Browser.',
      'Der Name ist falsch geschrieben.',
    ],
    fix: 'Trage den Namen im DNS deines Netzes mit der Adresse des Computers ein, auf dem die Site läuft, und lass das Gerät diesen DNS-Server fragen.',
  },
  'connection-refused': {
    explanation: 'Der Computer wurde erreicht, aber an diesem Port wartet niemand.',
    causes: [
      'Die Site oder Vestibule läuft nicht.',
      'Der Port in der Adresse ist nicht der der Site.',
      'Der Name führt zu einem anderen Computer.',
    ],
    fix: 'Prüfe, ob die Site läuft und ob Adresse und Port die sind, die sie zeigt.',
  },
  'no-answer': {
    explanation: 'Niemand hat rechtzeitig geantwortet: Was gesendet wurde, ging unterwegs verloren.',
    causes: [
      'Eine Firewall verwirft die Verbindung, hier oder im Router.',
      'Das Gerät ist in einem anderen Netz: Gäste-WLAN, mobile Daten, ein VPN.',
      'Der Computer schläft oder ist ausgeschaltet, oder seine Adresse hat sich geändert.',
    ],
    fix: 'Öffne den Port in der Firewall des Computers, auf dem die Site läuft, und prüfe, ob beide im selben Netz sind.',
  },
  'connection-cut': {
    explanation: 'Die Verbindung kam zustande und wurde dann ohne ein Wort getrennt.',
    causes: [
      'Der Server wies das Zertifikat ab oder vermisste eines und legte auf: In TLS 1.3 liest sich das bei vielen Programmen so.',
      'Eine Firewall oder ein Filter dazwischen hat sie getrennt.',
      'Der Server wurde beendet oder ist abgestürzt.',
    ],
    fix: 'Sieh in die Aktivität der Site: Nennt sie dieses Gerät, so steht der Grund dort. Nennt sie niemanden, so versuche es ohne das, was dazwischen ist.',
  },
  'too-many-redirects': {
    explanation: 'Der Server schickt den Browser im Kreis.',
    causes: [
      'Was hinter der Site steht, leitet zu https:// um, obwohl der Besucher schon dort ist: Es weiß nicht, dass die Site für es HTTPS spricht.',
      'Seine eigene Adresse ist auf einen anderen Namen eingestellt als den der Site.',
    ],
    fix: 'Nenne dem geschützten Programm seine Adresse von außen, und dass es X-Forwarded-Proto von der Site glauben darf.',
  },
  'wrong-file-password': {
    explanation:
      'Das Passwort der .pfx- oder .p12-Datei ist falsch, oder das System kann nicht lesen, wie die Datei geschützt ist: Viele sagen für beides dasselbe.',
    causes: [
      'Ein Tippfehler: große und kleine Buchstaben, oder ein Leerzeichen am Ende.',
      'Die Datei ist mit AES-256 geschützt, und das System ist älter (vor iOS 18, macOS 15, Windows 10 1709, Android 14).',
    ],
    fix: 'Gib das Passwort so ein, wie es gezeigt wurde. Stimmt es, so exportiere das Zertifikat noch einmal für ältere Systeme (das kompatible Profil).',
  },
  'old-file-encryption': {
    explanation: 'Die .pfx- oder .p12-Datei ist auf eine Weise geschützt, die dieses Programm nicht unterstützt.',
    causes: [
      'Die Datei wurde von einem älteren Programm mit RC2 oder 3DES gemacht, und OpenSSL 3 öffnet solche von sich aus nicht mehr.',
      'Die Datei benutzt eine neue Weise (PBMAC1, AES-256), die ein älteres Programm nicht kennt.',
    ],
    fix: 'Exportiere das Zertifikat hier noch einmal, und wähle das System, für das es ist; mit OpenSSL 3 öffnet die Option -legacy alte Dateien.',
  },
}

const germanAdvice: readonly Meaning[] = [
  {
    explanation:
      'Dem Zertifikat des Servers wird hier nicht vertraut. Das Zertifikat dieses Geräts hat nichts damit zu tun.',
    causes: [
      'Das Zertifikat deiner Stelle (CA) ist auf diesem Gerät nicht installiert, oder es ist installiert und gilt nicht als vertrauenswürdig.',
      'Der Server sendet sein Zertifikat ohne die Zwischenstelle.',
      'Der Server zeigt ein Zertifikat, das sich selbst unterschrieben hat.',
      'An dieser Adresse antwortet ein anderer Server.',
    ],
    fix: 'Installiere das Zertifikat deiner Stelle (die CA) auf diesem Gerät, und vertraue ihm dort als Wurzel: Exportiere es unter Stellen. iPhones und iPads wollen einen zweiten Schalter (Einstellungen, Allgemein, Info, Zertifikatsvertrauenseinstellungen), Firefox einen eigenen Import.',
  },
  {
    explanation: 'Nach der Uhr dieses Geräts ist das Zertifikat des Servers abgelaufen oder gilt noch nicht.',
    causes: ['Das Zertifikat des Servers wurde nicht erneuert.', 'Die Uhr dieses Geräts geht falsch.'],
    fix: 'Stelle Datum und Uhrzeit dieses Geräts. Stimmen sie, so erneuere das Server-Zertifikat der Site.',
  },
  {
    explanation: 'Das Zertifikat des Servers ist für einen anderen Namen als den in der Adresse.',
    causes: [
      'Die Site wird mit ihrer IP-Adresse gerufen, oder mit einem Namen, den ihr Zertifikat nicht hat.',
      'An dieser Adresse antwortet ein anderer Server.',
    ],
    fix: 'Rufe die Site mit einem Namen, den sie hat, oder nimm diesen Namen in die Hosts der Site auf: Ihr Zertifikat wird neu gemacht.',
  },
]

const pairsOf = (english: Meaning, other: Meaning | undefined): Pair[] =>
  other === undefined
    ? []
    : [
        [english.explanation, other.explanation],
        ...english.causes.map((cause, at): Pair => [cause, other.causes[at] ?? cause]),
        [english.fix, other.fix],
      ]

/** Sentences of messages, and of what clients say of servers. */
export const messages: readonly Pair[] = [
  ...Object.entries(messageMeanings).flatMap(([name, english]) => pairsOf(english, german[name as MessageName])),
  ...serverAdvice.flatMap((english, at) => pairsOf(english, germanAdvice[at])),
]

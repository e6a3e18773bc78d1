import { each, type Pair } from '../reader.ts'

const whose: readonly Pair[] = [
  ['the visitor', 'des Besuchers'],
  ['“{who}”', 'von „{who}“'],
]
const who: readonly Pair[] = [
  ['the visitor', 'Der Besucher'],
  ['“{who}”', '„{who}“'],
]
const code: readonly Pair[] = [
  ['', ''],
  [' (verify code {number} {name})', ' (Prüfcode {number} {name})'],
]
const issuer: readonly Pair[] = [
  ['another authority', 'einer anderen Stelle'],
  ['“{issuer}”', '„{issuer}“'],
]
const asked: readonly Pair[] = [
  ['no name', 'keinem Namen'],
  ['“{asked}”', '„{asked}“'],
]

const decided: readonly Pair[] = [
  [
    'Install the certificate on the device, together with its key (the .pfx). Browsers offer only certificates of an authority that the site names, that have not expired and whose key is there; and they remember when the question was dismissed: close the browser, open the page again and choose the certificate.',
    'Installiere das Zertifikat auf dem Gerät, zusammen mit seinem Schlüssel (die .pfx). Browser bieten nur Zertifikate einer Stelle an, die der Zugang nennt, die nicht abgelaufen sind und deren Schlüssel da ist; und sie merken sich, wenn die Frage weggeklickt wurde: Schließe den Browser, öffne die Seite noch einmal und wähle das Zertifikat.',
  ],
  [
    'The visitor broke off with alert {number} {name}: it does not trust this site’s certificate.',
    'Der Besucher brach mit Alert {number} {name} ab: Er vertraut dem Zertifikat dieses Zugangs nicht.',
  ],
  [
    'Install the CA certificate of your authority on the device and trust it: on an iPhone also under Settings › General › About › Certificate Trust Settings.',
    'Installiere das CA-Zertifikat deiner Stelle auf dem Gerät und vertraue ihm: auf einem iPhone auch unter Einstellungen › Allgemein › Info › Zertifikatsvertrauenseinstellungen.',
  ],
  ['The visitor broke off with alert {number} {name}.', 'Der Besucher brach mit Alert {number} {name} ab.'],
  [
    'The visitor speaks only a version of TLS that is too old: 1.0 or 1.1.',
    'Der Besucher spricht nur eine zu alte Version von TLS: 1.0 oder 1.1.',
  ],
  ['Update the device or its browser.', 'Aktualisiere das Gerät oder seinen Browser.'],
  [
    'Visitor and site found no cipher that both know.',
    'Besucher und Zugang fanden kein Verschlüsselungsverfahren, das beide kennen.',
  ],
  ['The TLS handshake was not completed.', 'Der TLS-Handshake wurde nicht beendet.'],
  ['The TLS handshake was not completed ({detail}).', 'Der TLS-Handshake wurde nicht beendet ({detail}).'],
  [
    'If it happens each time, update the device’s browser, and try from another network.',
    'Geschieht es jedes Mal, so aktualisiere den Browser des Geräts und versuche es aus einem anderen Netz.',
  ],
  [
    '“{who}” showed an old certificate: it was renewed since, and the browser still offers the one from before.',
    '„{who}“ zeigte ein altes Zertifikat: Inzwischen wurde es erneuert, und der Browser bietet noch das von vorher an.',
  ],
  [
    'Install the new certificate if it is not there yet, remove the old one from the device, and close the browser so that it forgets its choice.',
    'Installiere das neue Zertifikat, falls es noch fehlt, entferne das alte vom Gerät und schließe den Browser, damit er seine Wahl vergisst.',
  ],
  ['Let in without a certificate, as this site allows.', 'Ohne Zertifikat eingelassen, wie dieser Zugang es erlaubt.'],
  ['<who> was let in.', '<who> wurde eingelassen.'],
  ['It got through to the door, but showed no certificate.', 'Es kam bis zum Zugang, zeigte aber kein Zertifikat.'],
  ['The certificate of <whose> has expired<code>.', 'Das Zertifikat <whose> ist abgelaufen<code>.'],
  ['Renew it and carry the new one over to the device.', 'Erneuere es und übertrage das neue auf das Gerät.'],
  ['The certificate of <whose> is not valid yet<code>.', 'Das Zertifikat <whose> gilt noch nicht<code>.'],
  [
    'Look at the clock of this computer: certificates are valid from the moment they are made. A clock that was set back makes them lie in the future.',
    'Sieh auf die Uhr dieses Computers: Zertifikate gelten ab dem Augenblick, in dem sie gemacht werden. Eine zurückgestellte Uhr legt sie in die Zukunft.',
  ],
  ['The certificate of <whose> was revoked<code>.', 'Das Zertifikat <whose> wurde gesperrt<code>.'],
  [
    'If it shall get in again, add the device anew and carry the new certificate over.',
    'Soll es wieder hinein, so füge das Gerät neu hinzu und übertrage das neue Zertifikat.',
  ],
  [
    'The certificate of <whose> is from your authority “{authority}”, which this site does not trust<code>.',
    'Das Zertifikat <whose> stammt von deiner Stelle „{authority}“, der dieser Zugang nicht vertraut<code>.',
  ],
  [
    'The certificate of <whose> was issued by <issuer>, which this site does not trust<code>.',
    'Das Zertifikat <whose> stammt von <issuer>; ihr vertraut dieser Zugang nicht<code>.',
  ],
  [
    'Let the site trust this authority too, or carry a certificate of one that it trusts over to the device.',
    'Lass den Zugang auch dieser Stelle vertrauen, oder übertrage ein Zertifikat einer Stelle, der er vertraut, auf das Gerät.',
  ],
  [
    'Carry a certificate of your authority over to the device, and choose it when the browser asks.',
    'Übertrage ein Zertifikat deiner Stelle auf das Gerät, und wähle es, wenn der Browser fragt.',
  ],
  ['The certificate of <whose> did not verify<code>.', 'Das Zertifikat <whose> hielt der Prüfung nicht stand<code>.'],
  [
    'Carry a certificate of your authority over to the device.',
    'Übertrage ein Zertifikat deiner Stelle auf das Gerät.',
  ],
  [
    '<who> is known, but the rules of this site do not let it in here.',
    '<who> ist bekannt, aber die Regeln dieses Zugangs lassen es hier nicht ein.',
  ],
  ['Look at the rules of the site.', 'Sieh dir die Regeln des Zugangs an.'],
  ['The rules of this site block this path for everybody.', 'Die Regeln dieses Zugangs sperren diesen Pfad für alle.'],
  [
    'The request asked for a name that is none of this site’s.',
    'Die Anfrage galt einem Namen, den dieser Zugang nicht hat.',
  ],
  ['Open {url}, or add the name to the site.', 'Öffne {url}, oder füge den Namen zum Zugang hinzu.'],
  ['What was asked is no well-formed request.', 'Was kam, war keine wohlgeformte Anfrage.'],
  [
    'Use a browser: nothing that browsers send is refused like this.',
    'Benutze einen Browser: Nichts, was Browser senden, wird so abgewiesen.',
  ],
  [
    '<who> was let in, but the device behind the door did not answer as it should.',
    '<who> wurde eingelassen, aber das Gerät hinter dem Zugang antwortete nicht so, wie es sollte.',
  ],
  ['Let in because this site only observes for now.', 'Eingelassen, weil dieser Zugang vorerst nur beobachtet.'],
]

const early: readonly Pair[] = [
  [
    'The visitor hung up when it was asked for a certificate. Browsers do this once, to ask their person which one to show, and then come back.',
    'Der Besucher legte auf, als ein Zertifikat verlangt wurde. Browser tun das einmal, um zu fragen, welches sie zeigen sollen, und kommen dann wieder.',
  ],
  [
    'A connection was opened and closed again without a word: browsers keep such connections in reserve.',
    'Eine Verbindung wurde geöffnet und ohne ein Wort wieder geschlossen: Browser halten solche Verbindungen bereit.',
  ],
  [
    'The visitor spoke plain HTTP: http:// was typed instead of https://.',
    'Der Besucher sprach unverschlüsseltes HTTP: Es wurde http:// statt https:// eingetippt.',
  ],
  ['Type the address with https://: {url}', 'Tippe die Adresse mit https://: {url}'],
  ['What arrived is neither HTTPS nor HTTP: no browser.', 'Was kam, ist weder HTTPS noch HTTP: kein Browser.'],
  [
    'If this is your app, set it to HTTPS. Otherwise it is a scanner, and nothing to do.',
    'Ist das deine App, so stelle sie auf HTTPS. Sonst ist es ein Scanner, und nichts ist zu tun.',
  ],
  [
    'The visitor asked for <asked>, and no site here has that name.',
    'Der Besucher fragte nach <asked>, und so heißt hier kein Zugang.',
  ],
]

const concluded: readonly Pair[] = [
  [
    'Nothing arrived at the door in {seconds} s, so no certificate is to blame.',
    'In {seconds} s kam nichts am Zugang an; an einem Zertifikat liegt es also nicht.',
  ],
  ['Name, port and network look right from here.', 'Name, Port und Netz sehen von hier aus richtig aus.'],
  [
    'Type the whole address, with https:// and the port: {url} If still nothing arrives, the phone is in another network (mobile data, a guest Wi-Fi), or the firewall of this computer drops the port: allow it there.',
    'Tippe die ganze Adresse, mit https:// und dem Port: {url} Kommt immer noch nichts an, so ist das Telefon in einem anderen Netz (mobile Daten, ein Gast-WLAN), oder die Firewall dieses Computers verwirft den Port: Erlaube ihn dort.',
  ],
  ['Earlier tries were refused.', 'Frühere Versuche wurden abgewiesen.'],
  [
    'A browser came, was asked for a certificate, hung up and did not come back: it has none to offer, or its person dismissed the question.',
    'Ein Browser kam, wurde nach einem Zertifikat gefragt, legte auf und kam nicht wieder: Er hat keines anzubieten, oder die Frage wurde weggeklickt.',
  ],
  [
    'Install the certificate on the device. If it is there: close the browser, so that it forgets that the question was dismissed, and open the page again.',
    'Installiere das Zertifikat auf dem Gerät. Ist es schon da: Schließe den Browser, damit er vergisst, dass die Frage weggeklickt wurde, und öffne die Seite noch einmal.',
  ],
  ['Connections arrived, but nothing was said on them.', 'Verbindungen kamen an, aber auf ihnen wurde nichts gesagt.'],
  [
    'Open the page again. If it stays so, something between the phone and this computer swallows what is sent.',
    'Öffne die Seite noch einmal. Bleibt es so, verschluckt etwas zwischen dem Telefon und diesem Computer, was gesendet wird.',
  ],
]

const begun = (pairs: readonly Pair[]): Pair[] => each(pairs, { who, whose, code, issuer, asked })

/** What is said of those who knock while a door is watched. */
export const watch: readonly Pair[] = [...begun(decided), ...begun(early), ...concluded]

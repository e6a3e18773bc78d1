import { each, type Pair } from '../reader.ts'

const places: readonly Pair[] = [
  ['{one}', '{one}'],
  ['{one} or {other}', '{one} oder {other}'],
  ['{one} or {other} or {third}', '{one} oder {other} oder {third}'],
]
const own: readonly Pair[] = [['this computer’s address', 'die Adresse dieses Computers'], ...places]

/** What is said of the way to a door. */
export const way: readonly Pair[] = each(
  [
    ['The site answers at {place}.', 'Der Zugang antwortet an {place}.'],
    ['Something else answers at {place}, not this site.', 'An {place} antwortet etwas anderes, nicht dieser Zugang.'],
    [
      'Give the site another port, or stop the other program.',
      'Gib dem Zugang einen anderen Port, oder beende das andere Programm.',
    ],
    ['Nothing answers at {place}.', 'An {place} antwortet nichts.'],
    [
      'Start the site again. If it listens on one address only, choose “every address” (0.0.0.0).',
      'Starte den Zugang neu. Lauscht er nur an einer Adresse, so wähle „jede Adresse“ (0.0.0.0).',
    ],
    [
      'The port {place} takes connections, but does not answer in time.',
      'Der Port {place} nimmt Verbindungen an, antwortet aber nicht rechtzeitig.',
    ],
    ['A firewall of this computer may hold them up.', 'Vielleicht hält eine Firewall dieses Computers sie auf.'],
    [
      'The site listens on {address} only, where nobody but this computer itself gets in.',
      'Der Zugang lauscht nur an {address}, wo niemand außer diesem Computer selbst hineinkommt.',
    ],
    [
      'Let it listen on {place}, which is every address of this computer.',
      'Lass ihn an {place} lauschen, das ist jede Adresse dieses Computers.',
    ],
    ['Phones in the same network reach it at <places>.', 'Telefone im selben Netz erreichen ihn an <places>.'],
    ['This computer is in no network just now.', 'Dieser Computer ist gerade in keinem Netz.'],
    [
      'Whether phones reach {address} cannot be told from here.',
      'Ob Telefone {address} erreichen, ist von hier aus nicht zu sagen.',
    ],
    [
      'Connect this computer to the network that the phone is in.',
      'Verbinde diesen Computer mit dem Netz, in dem das Telefon ist.',
    ],
    [
      '{host} is every device itself: a phone that opens it asks itself.',
      '{host} ist jedes Gerät selbst: Ein Telefon, das es öffnet, fragt sich selbst.',
    ],
    [
      '“{host}” is every device itself: a phone that opens it asks itself.',
      '„{host}“ ist jedes Gerät selbst: Ein Telefon, das es öffnet, fragt sich selbst.',
    ],
    ['Use <own>.', 'Benutze <own>.'],
    ['{host} is this computer.', '{host} ist dieser Computer.'],
    ['{host} is not an address of this computer just now.', '{host} ist gerade keine Adresse dieses Computers.'],
    [
      'It may have got another address: use <own>, and let the router always give it the same one.',
      'Vielleicht hat er eine andere bekommen: Benutze <own>, und lass den Router ihm immer dieselbe geben.',
    ],
    [
      'If it is your router’s address, let the router forward port {port} to <own>.',
      'Ist es die Adresse deines Routers, so lass ihn den Port {port} weiterleiten: an <own>.',
    ],
    [
      'Add <own> or a name that DNS knows to the site.',
      'Füge dem Zugang einen Namen hinzu, den DNS kennt, oder <own>.',
    ],
    [
      'The name “{host}” is not known to DNS: no phone can find it.',
      'Den Namen „{host}“ kennt DNS nicht: Kein Telefon kann ihn finden.',
    ],
    [
      'Enter it in the router (DNS, “local names”) with <own>, or add <own> to the site and open that.',
      'Trage ihn im Router ein (DNS, „lokale Namen“), mit <own>; oder füge dem Zugang <own> hinzu und öffne das.',
    ],
    ['“{host}” leads to this computer ({shown}).', '„{host}“ führt zu diesem Computer ({shown}).'],
    [
      'Here “{host}” leads to {shown}, this computer itself; what other devices are told cannot be seen from here.',
      'Hier führt „{host}“ zu {shown}, diesem Computer selbst; was andere Geräte erfahren, ist von hier aus nicht zu sehen.',
    ],
    [
      'Look whether the router or DNS knows it with <own>; an entry in this computer’s hosts file helps nobody else.',
      'Sieh nach, ob Router oder DNS ihn kennen, mit <own>; ein Eintrag in der hosts-Datei dieses Computers hilft niemandem sonst.',
    ],
    [
      '“{host}” leads to {shown}, which is not this computer.',
      '„{host}“ führt zu {shown}; das ist nicht dieser Computer.',
    ],
    ['Let DNS lead it to <own>.', 'Lass DNS dorthin führen: <own>.'],
    ['“{host}” leads to {shown} on the internet.', '„{host}“ führt zu {shown} im Internet.'],
    [
      'If that is your router, it has to forward port {port} to <own>.',
      'Ist das dein Router, so muss er den Port {port} weiterleiten: an <own>.',
    ],
  ],
  { own, places },
)

/**
 * What each option of the command line is for, in a sentence: `vestibule COMMAND --help` shows them. The key is the
 * option, or the words of a command and the option where it means something else there.
 */
export const OPTION_HELP: Readonly<Record<string, string>> = {
  // Everywhere.
  data: 'The folder with all data. Default: VESTIBULE_DATA, else the application-data folder of this user.',
  json: 'Write exactly one JSON document on standard output (docs/json.md).',
  help: 'Show this.',
  version: 'Show the version.',
  'passphrase-file': 'A file whose first line is the passphrase. Default: VESTIBULE_PASSPHRASE.',

  // Authorities.
  'authority create name': 'The name of the authority, as it stands in its certificate.',
  'authority create key': 'The kind of its key: rsa2048, rsa3072, rsa4096, p256 or p384. Default: rsa3072.',
  'authority create days': 'How long its certificate is valid, in days. Default: 3650.',
  parent: 'An own authority that signs this one, which is an intermediate then.',
  constraint: 'A DNS name or a network that it may issue server certificates for. May be repeated.',
  'authority import cert': 'The certificate of the authority: PEM, DER or PKCS#7.',
  'authority import key': 'Its private key.',
  'authority import p12': 'A PKCS#12 file (.p12, .pfx) with certificate and key.',
  folder: 'A folder with everything: of easy-rsa, of openssl ca, or an export of XCA.',
  'key-passphrase-file': 'A file whose first line is the password of the key or of the PKCS#12 file.',
  'allow-no-mac': 'Take a PKCS#12 file that has no integrity check.',
  'authority import name': 'The name that it has here. Default: the common name of its certificate.',
  'authority trust cert': 'The certificate of the authority, with its chain where there is one.',
  'authority trust name': 'The name that it has here. Default: the common name of its certificate.',
  crl: 'Its certificate revocation list.',
  'authority renew days': 'How long the new certificate is valid, in days. Default: 3650.',
  pem: 'Show its certificate in PEM as well.',
  'crl-url': 'The address of the revocation list that stands in what is issued from now on; none for no address.',
  'stale-list': 'What happens when the list of a trusted authority is out of date: go-on with the last one, or refuse.',
  'unknown-certificates': 'What happens to certificates of an own authority that are not known here: hold or let-in.',
  usual: 'New devices and sites are of this authority where none is named.',
  der: 'Write DER, not PEM.',
  'authority crl out': 'The file for the list.',
  'new-passphrase-file': 'A file whose first line is the new passphrase. Default: VESTIBULE_NEW_PASSPHRASE.',

  // Vestibule itself behind the gate.
  'manage on host': 'The name or address that the devices type; the server certificate is issued for it.',
  'manage on listen': 'Where the gate listens for it: an address and a port, such as 192.168.1.5:8443, or *:8443.',
  'manage on signer': 'The own authority that signs its server certificate. Default: the usual one.',

  'person add new-passphrase-file':
    'A file whose first line is the passphrase of the person. Default: VESTIBULE_NEW_PASSPHRASE.',

  // Devices.
  platform: 'What it runs on: iphone, android, windows, macos, linux, firefox or script.',
  'device add key': 'The kind of its key: rsa2048, rsa3072, p256 or p384. Default: rsa2048, which everything reads.',
  'device add days': 'How long its certificate is valid, in days.',
  'device renew days': 'How long the new certificate is valid, in days.',
  'device reissue days': 'How long the new certificate is valid, in days.',
  'device add group': 'A group that it belongs to. May be repeated.',
  'device set group': 'A group that it belongs to; they replace those that it has. May be repeated.',
  'may-manage':
    'Whether its certificate opens the interface behind the gate (vestibule manage on). Off ends its sessions at once.',
  'no-groups': 'It belongs to no group any more.',
  csr: 'A certificate request (PKCS#10) of the device, whose key never leaves it.',
  'device add authority': 'The authority that signs the certificate. Default: the usual one.',
  'device revoke authority': 'The authority that issued the certificate, where the serial number is not clear.',
  'device list expiring': 'Only those whose certificate ends within so many days, or has ended.',
  'device renew expiring': 'Renew all whose certificate ends within so many days, or has ended.',
  'device set name': 'Its new name.',
  'device admit name': 'The name of the device. Default: the common name of the certificate.',
  'new-key': 'Make a new key as well.',
  'device export out': 'The file to write.',
  'device export format': 'pfx, mobileconfig, pem or crt. Default: what its platform takes.',
  for: 'The version of its system, so that the file has a form that it reads.',
  profile: 'Encryption of a PKCS#12 file: auto, compatible (old devices) or modern.',
  'password-file': 'A file whose first line is the password. Without it one is made, where a new one is needed.',
  'diagnose server password-file': 'A file whose first line is the password of the given certificate.',
  'diagnose file password-file': 'A file whose first line is the password of the given file.',
  'sign-with': 'The site whose server certificate signs the profile (mobileconfig).',
  address: 'The address of this computer in the home network, which the device opens.',
  port: 'The port of the one-time link. Default: any free one.',
  serial: 'The serial number of the certificate, in hexadecimal.',
  'device revoke fingerprint': 'The SHA-256 fingerprint of the certificate.',
  'device revoke certificate': 'The certificate itself, PEM or DER.',
  reason: 'Why: key-compromise, superseded, cessation, unspecified, or hold for the time being.',

  // Servers: other machines whose certificate is carried by hand.
  'server add host':
    'A name or address under which the machine is opened; "*.home.arpa" for all below. May be repeated.',
  'server add csr':
    'A certificate request (PKCS#10) of the machine, whose key never leaves it. Its names count without --host.',
  'server renew csr': 'A new certificate request (PKCS#10) of the machine, with another key.',
  'server add key': 'The kind of its key: p256 or rsa2048 (for old machines). Default: p256.',
  'server add days': 'How long its certificate is valid, in days, at most 397. Default: 397.',
  'server renew days':
    'How long the new certificate is valid, in days, at most 397. Default: as long as the one before.',
  'server add authority': 'The authority that signs the certificate. Default: the usual one.',
  'server export out': 'The file to write.',
  'key-out': 'With --format pem: the file for the private key, which --out is without then.',
  'server export format':
    'pem (certificate, chain and key in one file, or the key in --key-out), fullchain (certificate and chain, no key), pfx or jks (a PKCS#12 keystore for Java). Default: pem.',

  // Sites.
  host: 'A name under which visitors open it; "*.home.arpa" for all below. May be repeated.',
  listen: 'Address and port on which the gate listens: 0.0.0.0:443, [::]:443, 192.168.1.2:8443.',
  upstream: 'The address of the page of the device behind, as it is opened at home.',
  mode: 'Who gets in without a certificate: required (nobody), pages (they see a page that says what is missing), optional, off.',
  'site add cert': 'The server certificate with its chain, or a .pfx. Without one the authority issues it.',
  'site set cert': 'Another server certificate with its chain, or a .pfx.',
  'site add key': 'The private key of --cert.',
  'site set key': 'The private key of --cert.',
  'key-password-file': 'A file whose first line is the password of --key, or of the .pfx.',
  'public-upstream': 'A page that visitors without a certificate are led to.',
  'site add authority': 'An authority whose devices get in. Default: the usual one. May be repeated.',
  'site set authority': 'An authority whose devices get in; they replace those that it has. May be repeated.',
  signer: 'The own authority that signs the server certificate.',
  contact: 'What the pages for strangers say about whom to ask.',
  'site certificate check': 'Look at what an order would need, and order nothing.',
  revoke: 'Have the ACME authority revoke the certificate in force, and order one with another key.',
  'new-account-key': 'Another key for the account at the ACME authority.',
  'site certificate contact': 'A mail address that the ACME authority may write to.',
  'ignore-case': 'Whether rules ignore the case of paths, for devices that do: on or off.',
  observe: 'Let everybody in and only note who would be refused: on or off.',
  redirect: 'Address and port of plain HTTP that leads to this site; none for no such port. May be repeated.',
  http01: 'What plain HTTP answers under /.well-known/acme-challenge/: not-found or redirect.',
  'site add page': 'A file with the page for strangers; default for the built-in one.',
  'site set page': 'A file with the page for strangers; default for the built-in one.',
  login: 'What the device behind is told about who visits: none, user, basic, digest, bearer or header.',
  'login-header': 'The header field for --login user and --login header.',
  'login-user': 'The user name for --login basic and --login digest.',
  'login-secret-file': 'A file whose first line is the password or token of --login.',
  'visitor-login': 'What becomes of a login that a visitor sends itself: keep or replace.',
  'pass-header':
    'A login header of visitors that is passed on although the gate sets such headers; none for no such header.',
  'upstream-trust': 'What is trusted at the device behind: system, seen (what it shows now), a fingerprint, or a file.',
  'upstream-depth': 'How many intermediates its chain may have, or any.',
  'upstream-name': 'The name that its certificate must have; none for the name in its address.',
  'upstream-cert': 'A client certificate that the gate shows to it; none for no certificate.',
  'upstream-key': 'The private key of --upstream-cert.',
  'upstream-key-password-file': 'A file whose first line is the password of --upstream-key.',
  'first-byte-timeout': 'How long the gate waits for the first byte of an answer, in seconds.',
  'idle-timeout': 'How long a connection may be silent in the middle, in seconds, or none.',
  'upstream-headers': 'What the device behind is told of visitors: none, forwarded, names or full.',
  'upstream-host': 'The Host that it is asked for: visitor, upstream, or a name.',
  'upstream-connections':
    'How connections to it are used: keep (again and again), one (one at a time) or none (a new one for each request).',
  upgrade: 'A protocol besides WebSocket that is passed through; none for no other. May be repeated.',
  'encoded-paths': 'What becomes of paths with %2F and the like: forward or refuse.',
  'without-key': 'Leave the private key out.',
  'site export for': 'The server that it is written for: haproxy, nginx, apache or caddy.',
  'site export out': 'The folder to write into.',
  force: 'Replace what is there.',

  // Rules.
  path: 'The path that the rule is about, with everything below it.',
  method: 'A method of HTTP that the rule is about: GET, OPTIONS. Without one all are. May be repeated.',
  'site rule add certificate': 'What is asked for there: required, optional, none or blocked.',
  'site rule add device': 'A device that gets in. May be repeated.',
  'site rule add group': 'A group whose devices get in. May be repeated.',
  cn: 'A common name (CN) that gets in. May be repeated.',
  o: 'An organization (O) that gets in. May be repeated.',
  ou: 'An organizational unit (OU) that gets in. May be repeated.',
  issuer: 'An authority whose certificates get in. May be repeated.',
  'site rule add fingerprint': 'The SHA-256 fingerprint of a certificate that gets in. May be repeated.',
  satisfy: 'Whether any of the conditions is enough, or all are needed.',
  depth: 'How many intermediates the chain of the visitor may have.',
  lan: 'exempt: visitors of the home network need no certificate. only: nobody else gets in.',

  // Certificates of sites.
  'site certificate authority': 'Let this own authority sign the certificate of the site.',
  files: 'Use these files: the certificate with its chain, and its key.',
  acme: 'Order it from the ACME authority whose directory is at this address.',
  'acme-ca': 'Certificates (PEM) that the ACME authority itself is trusted by. Default: those of the system.',
  challenge: 'How control of the names is proven: http-01, tls-alpn-01 or dns-01.',
  dns: 'The provider of the names for dns-01: rfc2136, desec, duckdns, cloudflare, hetzner, acme-dns or exec.',
  'dns-config-file': 'A JSON file with what the provider needs: tokens, server, program.',
  'eab-file': 'A JSON file {"kid", "hmacKey"} for external account binding.',
  'site certificate profile': 'The profile of the ACME authority: shortlived, for instance.',
  status: 'Show what certificate there is, and when it is renewed.',
  wait: 'Wait until the order has ended.',
  ask: 'Ask the device behind which login it wants.',

  // The house's own ACME server.
  'acme serve listen': 'Where the ACME server is reached, at a port of its own.',
  'acme serve host': 'The name or address of this computer, as ACME clients write it.',
  names:
    'What certificates are given for: nas.lan, *.lan, 192.168.1.0/24. Default: the endings of private names, and the networks of this computer.',
  approve:
    'ask: you allow each machine once. names: who shows that a name is theirs. eab: holders of a key. Default: ask.',
  'sign-while-unlocked':
    'Sign with the authority itself, and only while it is unlocked, in place of an intermediate of these names.',

  // Diagnosis.
  'diagnose server cert': 'The client certificate to show, PEM or DER.',
  'diagnose server key': 'Its private key.',
  'diagnose server p12': 'A PKCS#12 file with the client certificate to show.',
  ca: 'Certificates (PEM) that the server is trusted by, besides those of the system and of this program.',
  servername: 'The name that is asked for (SNI), where it is not the one in the address.',

  // Activity, settings, log.
  follow: 'Go on, and show what comes.',
  'activity site': 'Only visits of this site.',
  'activity device': 'Only visits of this device.',
  limit: 'At most so many lines.',
  'audit limit': 'At most so many, the newest. Default: 50.',
  search: 'Only lines with this text.',
  refused: 'Only who was refused.',
  outcome: 'Only this outcome. May be repeated.',
  since: 'Only what was since then: a date, an instant, or 2h, 3d.',
  until: 'Only what was before then.',
  'activity format': 'csv or jsonl.',
  'activity out': 'The file to write.',
  language: 'The language of the interface: auto, en, de or es.',
  notifications: 'Whether this computer tells what should be known: on or off.',
  'activity-days': 'How many days activity is kept, or all.',
  'activity-lines': 'How many lines of it are kept.',
  'metrics-port': 'The port for figures in the format of Prometheus, on this computer only; off for none.',
  'metrics-device-names': 'Whether the figures name devices: on or off.',
  'log-addresses': 'How addresses of visitors stand in the log of the program: whole, shortened or none.',
  level: 'Only lines that are at least so important.',
  lines: 'How many lines are shown.',
  report: 'Write it all into a file that can be given away.',

  // Running.
  'ui-port': 'The port of the interface on 127.0.0.1. Default: any free one.',
  'no-open': 'Open no browser.',
  'serve service': 'Run as a service: no browser, and no address in what it prints.',
  manager: 'systemd, openrc or launchd. Default: the one that runs here.',
  'service install user': 'The user that it runs as.',
  'no-start': 'Only install it.',
  all: 'All of them.',
  'end-others': 'End all other sessions.',
  list: 'Only show what there is.',
  'reminders out': 'The file to write (.ics).',

  // Backups.
  'backup create out': 'The file to write.',
  'backup-passphrase-file':
    'A file whose first line is a passphrase of the backup’s own. Default: that of the authority.',
  'recipient-file':
    'A file with an age recipient (age1…) that the backups are encrypted for, instead of a passphrase. Its identity is not needed here.',
  'identity-file': 'A file with the age identity (AGE-SECRET-KEY-1…) of the recipient that the backup was made for.',
  replace: 'Put it in the place of what is here.',
  every: 'How often: 1d, 7d, 12h.',
  'backup schedule at': 'The hour at which it is made: 03:00.',
  'backup schedule to': 'The folder that backups are written into.',
  keep: 'How many are kept.',
  'backup schedule off': 'Make none any more.',
  'backup schedule show': 'Show the schedule and the last backup.',
  'backup schedule now': 'Make one now.',

  // Notifications and updates.
  'notify add to': 'The address: of a topic (ntfy), a server (Gotify), a webhook, or a mailbox.',
  'to-file': 'A file whose first line is the address, where the address itself is a secret.',
  'secret-file': 'A file whose first line is the token, password or key.',
  'notify add on': 'What is told: one of the events. May be repeated. Default: all.',
  'notify set on': 'What is told: one of the events. May be repeated.',
  'notify add every': 'How often at most.',
  'notify set every': 'How often at most.',
  'notify add name': 'The name that it has here.',
  'notify set name': 'Its new name.',
  'notify add user': 'The user name at the mail server.',
  'notify add from': 'The address that mails come from.',
  server: 'The mail server: HOST:PORT.',
  check: 'Whether a newer version is looked for once a day: on or off.',
  'update settings from': 'The address of the release file.',
}

/** The sentence for an option of a command; undefined where there is none, which a test forbids. */
export function optionHelp(words: string, option: string): string | undefined {
  const own = `${words} ${option}`
  if (Object.hasOwn(OPTION_HELP, own)) return OPTION_HELP[own]
  return Object.hasOwn(OPTION_HELP, option) ? OPTION_HELP[option] : undefined
}

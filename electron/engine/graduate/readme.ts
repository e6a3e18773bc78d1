import { X509Certificate } from 'node:crypto'
import { english } from '../../../shared/messages/english.ts'
import type { ExportModel, Written } from './model.ts'
import { asks } from './places.ts'
import { line, siteAddress } from './text.ts'

/** What README.md says of each file that may be there. */
const MEANING: Readonly<Record<string, string>> = {
  'haproxy.cfg': 'the configuration, commented',
  'nginx.conf': 'the configuration, commented',
  'httpd.conf': 'the configuration, commented',
  Caddyfile: 'the configuration, commented',
  'pages.conf': 'what strangers read, as HTML between quotes',
  'server.pem': 'the server certificate, its chain and **its private key**',
  'server.crt': 'the server certificate and its chain',
  'server.key': '**the private key** of the server certificate',
  'ca.pem': 'the certificates of the authorities whose devices may enter, and of those below them; no key',
  'crl.pem': 'what these authorities have taken back, signed by them',
  'revoked.txt': 'serial numbers of certificates that were taken back',
  'verify-codes.map': 'the names of the verify codes, for pages and headers',
}

function meaning(path: string): string {
  return MEANING[path] ?? (path.startsWith('ca-') ? 'the certificate of an authority whose devices may enter' : '')
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function fileTable(written: Written): string[] {
  const single = written.files.filter((file) => !file.path.startsWith('pages/'))
  return [
    '| file | what it is |',
    '| --- | --- |',
    ...single.map(
      ({ path, secret = false }) => `| \`${path}\` | ${meaning(path)}${secret ? '; readable by its owner only' : ''} |`,
    ),
    ...(single.length < written.files.length ? ['| `pages/` | what strangers read |'] : []),
  ]
}

function revocation(model: ExportModel, written: Written): string[] {
  if (!asks(model)) return []
  const ends = [...model.authorities, ...model.intermediates].flatMap((one) => (one.crl ? [one.crl.until] : []))
  const first = ends.length > 0 && written.files.some((file) => file.path === 'crl.pem') ? Math.min(...ends) : null
  return [
    '## Taking a certificate back',
    '',
    ...(first === null
      ? [
          'Vestibule refused a certificate the moment it was revoked. This server knows those that were revoked when this folder',
          'was written. After a revocation, export the site again into this folder and reload the server.',
        ]
      : [
          `\`crl.pem\` is good until **${day(first)}**. From then on the server refuses **everybody** (verify code 12), so replace`,
          'it before, and after each revocation:',
          '',
          ...model.authorities
            .filter((one) => one.crl !== null)
            .map((one) => `    vestibule authority crl ${quoted(one.name)} --out crl.pem`),
          ...(model.authorities.length + model.intermediates.length > 1
            ? ['', 'Several lists stand one after the other in that file; or export the site again into this folder.']
            : []),
        ]),
    '',
    `Then reload: ${written.reload}`,
    '',
  ]
}

function quoted(name: string): string {
  return `"${line(name).replace(/["\\$`]/g, '\\$&')}"`
}

/** README.md of the folder. */
export function readme(model: ExportModel, written: Written): string {
  const ends = new Date(new X509Certificate(model.certificate.certPem).validTo).getTime()
  return [
    `# ${line(model.name)} behind ${written.server}`,
    '',
    `The site that Vestibule kept at ${siteAddress(model)}, as a configuration of ${written.server}.`,
    '',
    '## Start it',
    '',
    'Stop the site in Vestibule first: two servers cannot listen on one port. Then, in this folder:',
    '',
    `    ${written.commands[0]}`,
    `    ${written.commands[1]}`,
    '',
    `The first checks the configuration, the second starts the server in the foreground. ${written.hint}`,
    ...(model.listen.port < 1024
      ? ['', `Port ${model.listen.port} may need the rights of root (\`sudo\`), or \`CAP_NET_BIND_SERVICE\`.`]
      : []),
    ...(model.certificate.keyPem === null && written.files.some((file) => file.path === 'server.pem')
      ? ['', '**The private key is not in this folder**: append it to `server.pem`, or export the site again with it.']
      : model.certificate.keyPem === null
        ? [
            '',
            '**The private key is not in this folder**: put it in as `server.key`, or export the site again with it.',
          ]
        : []),
    '',
    '## What is in it',
    '',
    ...fileTable(written),
    '',
    `New devices need nothing here: whoever holds a certificate of the authorities in this folder may enter${model.rules.some((rule) => rule.who !== null) ? ', except where a rule names devices' : ''}.`,
    `The server certificate ends on ${day(ends)}; Vestibule renews it only for itself, so export the site again before.`,
    '',
    ...revocation(model, written),
    '## What is not the same',
    '',
    ...written.cannot.map((one) => `- ${english.say(one)}`),
    '',
  ].join('\n')
}

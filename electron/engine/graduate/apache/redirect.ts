import type { ExportModel } from '../model.ts'
import { authorityOf, bracketed, CHALLENGE, everywhere, literal, mainName, namePattern, portSuffix } from '../text.ts'
import { pageLines } from './page-lines.ts'
import { PAGES, pattern } from './words.ts'

function listenLine(listen: ExportModel['listen']): string {
  return `Listen ${everywhere(listen) ? listen.port : authorityOf({ host: listen.address, port: listen.port })}`
}

/** Plain-HTTP ports whose only answer is where the door is. */
export function redirects(model: ExportModel): string[] {
  const names = model.hosts.map(namePattern).join('|')
  return model.redirects.flatMap((listen) => [
    '',
    listenLine(listen),
    `<VirtualHost *:${listen.port}>`,
    `    ServerName ${bracketed(mainName(model.hosts))}`,
    `    ErrorDocument 400 ${PAGES}/bad-request.html`,
    `    ErrorDocument 421 ${PAGES}/misdirected.html`,
    '    RewriteEngine On',
    `    RewriteRule ${pattern(`^${literal(PAGES)}/`)} - [L]`,
    `    RewriteCond %{HTTP_HOST} ${pattern(`!^(${names})\\.?(:[0-9]+)?$`)} [NC]`,
    '    RewriteRule ^ - [R=421,L]',
    ...(model.redirectChallenges
      ? []
      : [
          '    # Certificate authorities look here; somebody else may want to answer them.',
          `    RewriteRule ${pattern(`^${literal(CHALLENGE)}`)} - [R=404,L]`,
        ]),
    '    # Only to our own names; 308 keeps method and body (RFC 9110).',
    `    RewriteCond %{HTTP_HOST} ${pattern(`^(${names})`)} [NC]`,
    '    RewriteRule ^ - [E=asked:%1]',
    `    RewriteCond %{THE_REQUEST} ${pattern('^[A-Z]+ (/[^ ?]*)')}`,
    `    RewriteRule ^ https://%{ENV:asked}${portSuffix(model)}%1 [R=308,NE,L]`,
    '    AllowEncodedSlashes NoDecode',
    '    Header always set cache-control "no-store"',
    ...pageLines(),
    '</VirtualHost>',
  ])
}

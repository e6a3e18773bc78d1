import { noneOf } from './names.ts'
import { pageHeaders } from '../../../../shared/pages/html.ts'
import type { ExportModel } from '../model.ts'
import { authorityOf, CHALLENGE, everywhere, portSuffix } from '../text.ts'

/** Plain-HTTP ports whose only answer is where the door is. */
export function redirects(model: ExportModel): string[] {
  if (model.redirects.length === 0) return []
  const asked = 'req.hdr(host),host_only,lower,rtrim(.)'
  const html = 'content-type "text/html; charset=utf-8"'
  return [
    '',
    'frontend plain',
    ...model.redirects.map((listen) => {
      const every = everywhere(listen)
      return `    bind ${authorityOf({ host: every ? '::' : listen.address, port: listen.port })}${every ? ' v4v6' : ''}`
    }),
    `    http-error status 400 ${html} lf-file pages/bad-request.html`,
    ...Object.entries(pageHeaders).map(([name, value]) => `    http-after-response set-header ${name} "${value}"`),
    `    http-request return status 421 ${html} lf-file pages/misdirected.html if ${noneOf(asked, model.hosts)}`,
    ...(model.redirectChallenges
      ? []
      : [
          '    # Certificate authorities look here; somebody else may want to answer them.',
          `    http-request return status 404 if { path_beg ${CHALLENGE} }`,
        ]),
    '    # Only to our own names; 308 keeps method and body (RFC 9110).',
    `    http-request redirect code 308 location https://%[${asked}]${portSuffix(model)}%[pathq]`,
  ]
}

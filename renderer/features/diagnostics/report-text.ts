import type { FilesDiagnosis, ServerDiagnosis, SiteDiagnosis } from '../../../shared/contract/diagnosis.ts'
import type { Words } from '../../words/index.ts'
import { seenWords } from './seen.ts'

/** Reports as plain text: stable enough for a bug report. */
type Texts = Words['diagnostics']

export function siteText(report: SiteDiagnosis, words: Texts): string {
  const lines = report.visitors.flatMap((visitor) => [
    words.report.line(words.verdict[visitor.verdict], visitor.title, visitor.tls),
    `  ${words.expected}: ${visitor.expected}`,
    `  ${words.seen}: ${seenWords(visitor, words.seenWords)}`,
    ...(visitor.verdict === 'wrong'
      ? [`  ${visitor.explanation}`, ...(visitor.fix === null ? [] : [`  ${visitor.fix}`])]
      : []),
  ])
  return [words.report.title(report.siteName), report.at, report.summary, '', ...lines, ''].join('\n')
}

/** `host:port`, an IPv6 address in brackets. */
export function placeOf({ host, port }: Pick<ServerDiagnosis, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

export function serverText(report: ServerDiagnosis, words: Texts): string {
  const { servers } = words
  const handshakes = report.handshake.map((one) => {
    const parts = [
      servers.ladder.outcome[one.outcome],
      one.alert && servers.ladder.alert(one.alert.number, one.alert.name),
      one.cipher,
      one.alpn,
      one.asked === null ? null : servers.ladder.asks[one.asked ? 'yes' : 'no'],
      one.resumes === null ? null : servers.ladder[one.resumes ? 'resumes' : 'full'],
    ]
    const title = one.withCertificate ? servers.with(one.tls) : servers.without(one.tls)
    return `${title}: ${parts.filter((part) => part !== null).join('; ')}`
  })
  const chain = report.server.chain.map((one) => `  ${servers.until(one.subject, one.issuer, one.notAfter)}`)
  const problems = report.server.problems.map((one) => `  ${one.code}: ${one.message} ${one.remedy}`)
  return [
    servers.report(placeOf(report)),
    report.at,
    report.clientCertificate === null ? servers.wants.unknown : servers.wants[report.clientCertificate],
    report.explanation,
    ...(report.fix === null ? [] : [`${words.fix}: ${report.fix}`]),
    '',
    ...handshakes,
    ...(chain.length > 0 ? ['', servers.chain, ...chain, ...problems] : []),
    ...(report.acceptedAuthorities && report.acceptedAuthorities.length > 0
      ? ['', servers.accepted, ...report.acceptedAuthorities.map((name) => `  ${name}`)]
      : []),
    '',
  ].join('\n')
}

export function filesText(report: FilesDiagnosis, words: Texts): string {
  const { files: texts } = words
  const relations = report.relations.map(
    (one) => `${one.holds ? texts.fits : texts.fitsNot}: ${one.message}${one.remedy === null ? '' : ` ${one.remedy}`}`,
  )
  const files = report.files.flatMap((file) => [
    '',
    `${file.name}: ${file.summary}`,
    ...file.problems.map((problem) => `  ${problem.code}: ${problem.message} ${problem.remedy}`),
    ...file.platforms.map(
      (one) =>
        `  ${one.platform}: ${texts.imports[one.imports === null ? 'unknown' : one.imports ? 'yes' : 'no']}. ${one.why}`,
    ),
  ])
  return [texts.report, report.at, report.summary, '', ...relations, ...files, ''].join('\n')
}

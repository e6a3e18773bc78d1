import type { FilesDiagnosis, ServerDiagnosis, SiteDiagnosis } from '../../../shared/contract/diagnosis.ts'
import type { Knock, WatchDiagnosis } from '../../../shared/contract/watch.ts'
import type { Words } from '../../words/index.ts'
import { seenWords } from './seen.ts'

/** Reports as plain text: stable enough for a bug report. */
type Texts = Words['diagnostics']

/** What became of a knock, in a word or two. */
export function knockWords({ what }: Pick<Knock, 'what'>, words: Words): string {
  const early = words.diagnostics.watching.what
  return what in early
    ? early[what as keyof typeof early]
    : words.common.outcome[what as keyof Words['common']['outcome']]
}

export function siteText(report: SiteDiagnosis, words: Texts): string {
  const lines = report.visitors.flatMap((visitor) => [
    words.report.line(words.verdict[visitor.verdict], visitor.title, visitor.tls),
    `  ${words.expected}: ${visitor.expected}`,
    `  ${words.seen}: ${seenWords(visitor.seen, words.seenWords)}`,
    ...(visitor.resumed ? [`  ${words.resumed}: ${seenWords(visitor.resumed.seen, words.seenWords)}`] : []),
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

export function watchText(report: WatchDiagnosis, words: Words): string {
  const { watching, fix } = words.diagnostics
  const knocks = report.knocks.flatMap((one) => [
    `${one.at}  ${one.address}  ${knockWords(one, words)}${one.verifyCode === null ? '' : ` (${watching.code(one.verifyCode, one.verifyName ?? '')})`}`,
    `  ${one.explanation}${one.fix === null ? '' : ` ${one.fix}`}`,
  ])
  const checks = report.checks.map((one) => `${one.message}${one.remedy === null ? '' : ` ${one.remedy}`}`)
  return [
    watching.report(report.siteName),
    report.at,
    report.summary,
    ...(report.fix === null ? [] : [`${fix}: ${report.fix}`]),
    '',
    ...knocks,
    ...(report.more > 0 ? [watching.more(report.more)] : []),
    '',
    watching.checks,
    ...checks.map((line) => `  ${line}`),
    '',
  ].join('\n')
}

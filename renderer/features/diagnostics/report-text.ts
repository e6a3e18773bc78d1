import type { FileProblem, FilesDiagnosis, ServerDiagnosis, SiteDiagnosis } from '../../../shared/contract/diagnosis.ts'
import type { Knock, WatchDiagnosis } from '../../../shared/contract/watch.ts'
import type { Words } from '../../words/index.ts'
import { seenWords } from './seen.ts'

/** What became of a knock, in a word or two. */
export function knockWords({ what }: Pick<Knock, 'what'>, words: Words): string {
  const early = words.diagnostics.watching.what
  return what in early ? early[what as keyof typeof early] : words.outcomes[what as keyof Words['outcomes']]
}

function problemText(problem: FileProblem, failure: Words['failure']): string {
  const { message, remedy } = failure(problem)
  return `${problem.code}: ${message} ${remedy}`
}

/** Reports as plain text: stable enough for a bug report. */
export function siteText(report: SiteDiagnosis, all: Words): string {
  const { diagnostics: words, say } = all
  const lines = report.visitors.flatMap((visitor) => [
    words.report.line({ verdict: words.verdict[visitor.verdict], title: say(visitor.title), tls: visitor.tls }),
    `  ${words.expected}: ${say(visitor.expected)}`,
    `  ${words.seen}: ${seenWords(visitor.seen, all)}`,
    ...(visitor.resumed ? [`  ${words.resumed}: ${seenWords(visitor.resumed.seen, all)}`] : []),
    ...(visitor.verdict === 'wrong'
      ? [`  ${say(visitor.explanation)}`, ...(visitor.fix === null ? [] : [`  ${say(visitor.fix)}`])]
      : []),
  ])
  const seen = [...(report.page?.problems ?? []), ...(report.page?.notes ?? [])].map((one) =>
    problemText(one, all.failure),
  )
  const page = seen.length === 0 ? [] : [words.page, ...seen.map((line) => `  ${line}`), '']
  const title = words.report.title({ site: report.siteName })
  return [title, report.at, say(report.summary), '', ...page, ...lines, ''].join('\n')
}

/** `host:port`, an IPv6 address in brackets. */
export function placeOf({ host, port }: Pick<ServerDiagnosis, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

export function serverText(report: ServerDiagnosis, { diagnostics: words, failure, say }: Words): string {
  const { servers } = words
  const handshakes = report.handshake.map((one) => {
    const parts = [
      servers.ladder.outcome[one.outcome],
      one.alert && servers.ladder.alert({ number: one.alert.number, name: one.alert.name }),
      one.cipher,
      one.alpn,
      one.asked === null ? null : servers.ladder.asks[one.asked ? 'yes' : 'no'],
      one.resumes === null ? null : servers.ladder[one.resumes ? 'resumes' : 'full'],
    ]
    const title = one.withCertificate ? servers.with({ tls: one.tls }) : servers.without({ tls: one.tls })
    return `${title}: ${parts.filter((part) => part !== null).join('; ')}`
  })
  const chain = report.server.chain.map(
    (one) => `  ${servers.until({ name: one.subject, issuer: one.issuer, at: one.notAfter })}`,
  )
  const problems = report.server.problems.map((one) => `  ${problemText(one, failure)}`)
  return [
    servers.report({ place: placeOf(report) }),
    report.at,
    report.clientCertificate === null ? servers.wants.unknown : servers.wants[report.clientCertificate],
    say(report.explanation),
    ...(report.fix === null ? [] : [`${words.fix}: ${say(report.fix)}`]),
    '',
    ...handshakes,
    ...(chain.length > 0 ? ['', servers.chain, ...chain, ...problems] : []),
    ...(report.acceptedAuthorities && report.acceptedAuthorities.length > 0
      ? ['', servers.accepted, ...report.acceptedAuthorities.map((name) => `  ${name}`)]
      : []),
    '',
  ].join('\n')
}

export function filesText(report: FilesDiagnosis, { diagnostics: words, failure, say }: Words): string {
  const { files: texts } = words
  const relations = report.relations.map(
    (one) =>
      `${one.holds ? texts.fits : texts.fitsNot}: ${say(one.message)}${one.remedy === null ? '' : ` ${say(one.remedy)}`}`,
  )
  const files = report.files.flatMap((file) => [
    '',
    `${file.name}: ${say(file.summary)}`,
    ...file.problems.map((problem) => `  ${problemText(problem, failure)}`),
    ...file.platforms.map(
      (one) =>
        `  ${say(one.platform)}: ${texts.imports[one.imports === null ? 'unknown' : one.imports ? 'yes' : 'no']}. ${say(one.why)}`,
    ),
  ])
  return [texts.report, report.at, say(report.summary), '', ...relations, ...files, ''].join('\n')
}

export function watchText(report: WatchDiagnosis, words: Words): string {
  const { diagnostics, say } = words
  const { watching, fix } = diagnostics
  const knocks = report.knocks.flatMap((one) => [
    `${one.at}  ${one.address}  ${knockWords(one, words)}${one.verifyCode === null ? '' : ` (${watching.code({ n: one.verifyCode, name: one.verifyName ?? '' })})`}`,
    `  ${say(one.explanation)}${one.fix === null ? '' : ` ${say(one.fix)}`}`,
  ])
  const checks = report.checks.map((one) => `${say(one.message)}${one.remedy === null ? '' : ` ${say(one.remedy)}`}`)
  return [
    watching.report({ site: report.siteName }),
    report.at,
    say(report.summary),
    ...(report.fix === null ? [] : [`${fix}: ${say(report.fix)}`]),
    '',
    ...knocks,
    ...(report.more > 0 ? [watching.more({ n: report.more })] : []),
    '',
    watching.checks,
    ...checks.map((line) => `  ${line}`),
    '',
  ].join('\n')
}

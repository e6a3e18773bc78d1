import type { SiteDiagnosis } from '../../../shared/contract/diagnosis.ts'
import { given, table, type Command } from './command.ts'

function describe(diagnosis: SiteDiagnosis): string {
  const rows = diagnosis.visitors.map((one) => [
    one.verdict === 'ok' ? 'ok' : one.verdict.toUpperCase(),
    one.title,
    one.tls,
    one.seen.page ?? one.seen.handshake,
    one.seen.verifyName === null ? '' : `${one.seen.verifyCode ?? ''} ${one.seen.verifyName}`,
  ])
  const wrong = diagnosis.visitors.filter((one) => one.verdict === 'wrong')
  return [
    table(['', 'VISITOR', 'TLS', 'SEEN', 'VERIFY CODE'], rows),
    '',
    diagnosis.summary,
    ...wrong.map((one) => `${one.title} (TLS ${one.tls}): ${one.explanation}${one.fix === null ? '' : ` ${one.fix}`}`),
  ].join('\n')
}

export const diagnoseCommands: Readonly<Record<string, Command>> = {
  site: {
    usage: 'NAME',
    summary: 'knock at a site as every kind of visitor',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect({ startSites: true })
      const diagnosis = await client.call('diagnosis.site', {
        site: context.positionals[0] ?? '',
        ...given({ passphrase: context.passphrase }),
      })
      return { value: diagnosis, text: describe(diagnosis) }
    },
  },
  code: {
    usage: 'NUMBER-OR-NAME',
    summary: 'explain a verify code, an alert or a pasted error text',
    options: {},
    words: [1, Number.POSITIVE_INFINITY],
    async run(context) {
      const client = await context.connect()
      const code = await client.call('diagnosis.code', { query: context.positionals.join(' ') })
      const causes = code.causes.map((cause) => `  - ${cause}`)
      return {
        value: code,
        text: [`${code.number} ${code.name}`, code.explanation, ...causes, `What to do: ${code.fix}`].join('\n'),
      }
    },
  },
}

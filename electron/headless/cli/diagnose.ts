import path from 'node:path'
import type { FileDiagnosis, FileItem, SiteDiagnosis } from '../../../shared/contract/diagnosis.ts'
import type { Input } from '../../../shared/contract/index.ts'
import type { Texts } from '../../../shared/messages/json.ts'
import { day, given, table, text, UsageError, type Command, type CommandContext } from './command.ts'
import { readAsText, readInput, readNamed, readSecret } from './files.ts'
import { longWork } from './long-work.ts'

function describe(diagnosis: Texts<SiteDiagnosis>): string {
  const rows = diagnosis.visitors.map((one) => [
    one.verdict === 'ok' ? 'ok' : one.verdict.toUpperCase(),
    one.title,
    one.tls,
    one.seen.page ?? one.seen.handshake,
    one.seen.verifyName === null ? '' : `${one.seen.verifyCode ?? ''} ${one.seen.verifyName}`,
  ])
  const wrong = diagnosis.visitors.filter((one) => one.verdict !== 'ok')
  return [
    table(['', 'VISITOR', 'TLS', 'SEEN', 'VERIFY CODE'], rows),
    '',
    diagnosis.summary,
    ...(diagnosis.page?.problems ?? []).map(({ message, remedy }) => `${message} ${remedy}`),
    ...(diagnosis.page?.notes ?? []).map(({ message, remedy }) => `Note: ${message} ${remedy}`),
    ...wrong.map((one) => `${one.title} (TLS ${one.tls}): ${one.explanation}${one.fix === null ? '' : ` ${one.fix}`}`),
  ].join('\n')
}

/** Whose certificates a revocation list speaks of. */
const COVERS: Readonly<Record<Extract<FileItem, { type: 'crl' }>['covers'], string>> = {
  all: 'complete',
  devices: 'complete for devices',
  authorities: 'AUTHORITIES ONLY',
  attributes: 'ATTRIBUTE CERTIFICATES ONLY',
  'some-reasons': 'SOME REASONS ONLY',
  part: 'PART OF THE CERTIFICATES ONLY',
  'several-authorities': 'OF SEVERAL AUTHORITIES',
  changes: 'CHANGES ONLY (DELTA)',
}

function describeFile(file: Texts<FileDiagnosis>): string {
  const contents = file.contents.map((item) => {
    switch (item.type) {
      case 'certificate':
        return `  certificate  ${item.subject}, from ${item.issuer}, until ${day(item.notAfter)}, for ${item.use}${item.hasKey ? ', with its key' : ''}`
      case 'key':
        return `  key          ${item.keyType}${item.encrypted ? ', encrypted' : ''}`
      case 'request':
        return `  request      ${item.subject}, ${item.keyType}`
      case 'crl':
        return `  CRL          ${item.issuer}, ${COVERS[item.covers]}, ${item.entries} entries, next update ${item.nextUpdate === null ? 'not said' : day(item.nextUpdate)}`
      case 'profile':
        return `  profile      ${item.name}${item.signed ? ', signed' : ''}`
    }
  })
  const imports = { true: 'yes', false: 'NO', null: 'not known' } as const
  const rows = file.platforms.map(({ platform, imports: can, why }) => [imports[`${can}`], platform, can ? '' : why])
  return [
    file.summary,
    ...contents,
    // The first one's message is in the summary.
    ...file.problems.map(({ message, remedy }, at) => (at === 0 ? `  - ${remedy}` : `  - ${message} ${remedy}`)),
    ...(rows.length > 0 ? ['', table(['IMPORTS', 'PLATFORM', ''], rows)] : []),
  ].join('\n')
}

/** What the probe shows to the server, if anything. */
async function readCredentials(context: CommandContext): Promise<Input<'diagnosis.server'>['credentials']> {
  const [p12, cert, key] = [text(context, 'p12'), text(context, 'cert'), text(context, 'key')]
  const passwordFile = text(context, 'password-file')
  const password = passwordFile === undefined ? {} : { password: await readSecret(passwordFile) }
  if (cert === undefined && key !== undefined) throw new UsageError('--cert and --key go together')
  if (p12 !== undefined && cert !== undefined) throw new UsageError('give --p12, or --cert and --key')
  if (p12 !== undefined) return { kind: 'p12', base64: (await readInput(p12)).toString('base64'), ...password }
  if (cert === undefined) return undefined
  const given = await Promise.all([cert, ...(key === undefined ? [] : [key])].map(readNamed))
  return { kind: 'files', files: given.map((file) => ({ ...file, ...password })) }
}

export const diagnoseCommands: Readonly<Record<string, Command>> = {
  site: {
    usage: 'NAME',
    summary: 'knock at a site as every kind of visitor',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect({ startSites: true })
      const site = context.positionals[0] ?? ''
      const diagnosis = await longWork(context, client, (runId, say) => {
        let done = 0
        client.on('diagnosis.visitor', (line) => {
          if (line.runId !== runId) return
          done += 1
          say(`${done} of ${line.total}: ${context.speaker.say(line.visitor.title)}`)
        })
        return client.call('diagnosis.site', { site, runId, ...given({ passphrase: context.passphrase }) })
      })
      return { value: diagnosis, text: describe(context.said(diagnosis)) }
    },
  },
  server: {
    usage: 'HOST:PORT [--p12 FILE|--cert FILE [--key FILE]] [--password-file FILE] [--ca FILE] [--servername NAME]',
    summary: 'find out what any server wants from its visitors',
    options: {
      p12: { type: 'string' },
      cert: { type: 'string' },
      key: { type: 'string' },
      'password-file': { type: 'string' },
      ca: { type: 'string' },
      servername: { type: 'string' },
    },
    words: [1, 1],
    async run(context) {
      const place = /^(.+):(\d{1,5})$/.exec(context.positionals[0] ?? '')
      if (!place) throw new UsageError('the server is written HOST:PORT')
      const credentials = await readCredentials(context)
      const ca = text(context, 'ca')
      const authorities = ca === undefined ? undefined : await readAsText(ca)
      const client = await context.connect()
      const wanted = {
        host: place[1] ?? '',
        port: Number(place[2]),
        ...given({
          servername: text(context, 'servername'),
          passphrase: context.passphrase,
          ca: authorities,
          credentials,
        }),
      }
      const diagnosis = await longWork(context, client, (runId) =>
        client.call('diagnosis.server', { ...wanted, runId }),
      )
      const said = context.said(diagnosis)
      const problems = said.server.problems.map((problem) => `  - ${problem.message} ${problem.remedy}`)
      const lines = [
        `Client certificates: ${diagnosis.clientCertificate?.toUpperCase() ?? 'cannot be told'}`,
        said.summary,
        said.explanation,
        ...problems,
        ...(said.fix === null ? [] : [`What to do: ${said.fix}`]),
      ]
      return { value: diagnosis, text: [...new Set(lines)].join('\n') }
    },
  },
  file: {
    usage: 'FILE [--password-file FILE]',
    summary: 'say what a file is, what is wrong with it, and where it can be imported',
    options: { 'password-file': { type: 'string' } },
    words: [1, 1],
    async run(context) {
      const [file = ''] = context.positionals
      const passwordFile = text(context, 'password-file')
      const base64 = (await readInput(file)).toString('base64')
      const password = passwordFile === undefined ? undefined : await readSecret(passwordFile)
      const client = await context.connect()
      const diagnosis = await client.call('diagnosis.file', {
        name: path.basename(file),
        base64,
        ...given({ password }),
      })
      return { value: diagnosis, text: describeFile(context.said(diagnosis)) }
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
      const { explanation, causes, fix } = context.said(code)
      return {
        value: code,
        text: [
          code.number === null ? code.name : `${code.number} ${code.name}`,
          explanation,
          ...causes.map((cause) => `  - ${cause}`),
          `What to do: ${fix}`,
        ].join('\n'),
      }
    },
  },
}

import { localNetworks } from '../../../../shared/local-networks.ts'
import type { ExportModel, ExportName, ExportTest } from '../model.ts'
import { goName, subjectPattern } from '../names.ts'
import { hasBase, hasRules, titleOf, WHOLE_SITE, type Place } from '../places.ts'
import { line, namePattern, prefixPattern, UPWARDS } from '../text.ts'
import { revokedSerials } from '../trust.ts'
import { error, handle, quoted, SENT } from './words.ts'

/** Serial numbers are decimal here. */
export function decimal(serial: string): string {
  return serial.startsWith('-') ? `-${decimal(serial.slice(1))}` : BigInt(`0x${serial}`).toString()
}

function issued(names: readonly ExportName[]): string {
  return `vars {http.request.tls.client.issuer} ${[...new Set(names.map(goName))].map(quoted).join(' ')}`
}

/** The test as a line of a matcher; null when nobody passes. */
function condition(test: ExportTest): string | null {
  switch (test.kind) {
    case 'certificate':
      return test.list.length === 0
        ? null
        : `vars {http.request.tls.client.fingerprint} ${test.list.map((one) => one.sha256.toLowerCase()).join(' ')}`
    case 'subject':
      return `vars_regexp {http.request.tls.client.subject} ${quoted(subjectPattern(test, 'utf8'))}`
    case 'issuer':
      return test.names.length === 0 ? null : issued(test.names)
  }
}

/** Definitions of matchers, and the `handle` blocks that let in those whom the rule means. */
function meant({ id, who, issuers }: Place): { definitions: string[]; inside: string[] } {
  const definitions: string[] = []
  // Several conditions on variables in one matcher would be alternatives: so each has a matcher of its own.
  const define = (name: string, condition: string | null): string | null => {
    if (condition !== null) definitions.push(`    @${name} ${condition}`)
    return condition === null ? null : name
  }
  const nest = (names: readonly (string | null)[], innermost: readonly string[]): string[] =>
    names.includes(null)
      ? []
      : names.reduceRight<string[]>((lines, name) => handle(name ?? '', ['route {', ...lines, '}']), [...innermost])
  const tests = who?.tests ?? []
  for (const test of tests) {
    if (test.kind === 'certificate') {
      definitions.push(...test.list.map((one) => `    #   ${one.sha256.toLowerCase()}  ${line(one.device)}`))
    }
  }
  const names = tests.map((test, index) => define(`${id}-test${index + 1}`, condition(test)))
  const letIn = ['    import protected']
  const allowed =
    tests.length === 0
      ? letIn
      : who?.satisfy === 'all'
        ? nest(names, letIn)
        : names.flatMap((name) => (name === null ? [] : handle(name, ['import protected'])))
  if (issuers === null) return { definitions, inside: allowed }
  const near = define(`${id}-issuers`, issuers.length === 0 ? null : issued(issuers))
  return { definitions, inside: nest([near], allowed) }
}

function judged(place: Place, revoked: boolean): { lines: string[]; inside: string[] } {
  const { definitions, inside } = meant(place)
  const { lan, without } = place
  const last =
    without === 'no-certificate'
      ? ['error "no-certificate" 403']
      : [`import ${without === 'public' ? 'public' : 'protected'}`]
  return {
    lines: definitions,
    inside: [
      ...(lan === 'exempt' ? handle('near', ['import protected']) : []),
      ...(revoked ? handle('revoked', ['error "revoked" 403']) : []),
      ...handle('sent', ['route {', ...inside, '    error "not-allowed" 403', '}']),
      ...handle('', last),
    ],
  }
}

function at(model: ExportModel, place: Place, revoked: boolean): string[] {
  const { id, path, methods, kind, lan } = place
  const fold = model.ignoreCase ? '(?i)' : ''
  const matchers = [
    `        path_regexp ${quoted(`${fold}${prefixPattern(path)}`)}`,
    ...(methods.length === 0 ? [] : [`        method ${methods.join(' ')}`]),
  ]
  const { lines, inside } =
    kind === 'judged'
      ? judged(place, revoked)
      : {
          lines: [],
          inside: kind === 'blocked' ? ['    error "blocked-path" 403'] : handle('', ['import protected']),
        }
  return [
    `    # ${titleOf(place)}`,
    ...lines,
    ...(id === WHOLE_SITE ? [] : [`    @${id} {`, ...matchers, '    }']),
    ...handle(id === WHOLE_SITE ? '' : id, [
      'route {',
      ...(lan === 'only' ? handle('far', ['error "not-allowed" 403']) : []),
      ...inside,
      '}',
    ]),
  ]
}

/** What is the same for every path: host, spelling of the path, words for the certificate. */
export function preparation(model: ExportModel, places: readonly Place[]): string[] {
  const revoked = revokedSerials(model)
  const names = quoted(`(?i)^(${model.hosts.map(namePattern).join('|')})\\.?$`)
  const odd = '(?i)^[^?]*(%(00|2f|5c|2e|25|3b)|[;\\\\]|//|/\\.\\.?([/?]|$))'
  return [
    '    # The name in the address and the name of the handshake must both be ours.',
    ...error('other-host', 'misdirected', 421, [`not vars_regexp {http.request.host} ${names}`]),
    ...error('other-name', 'misdirected', 421, [
      'vars_regexp {http.request.tls.server_name} ^[^<]',
      `not vars_regexp {http.request.tls.server_name} ${names}`,
    ]),
    ...(hasRules(places)
      ? [
          '    # A path that two servers could read in two ways is refused before any rule looks at it.',
          ...error('odd', 'bad-request', 400, [`vars_regexp {http.request.orig_uri} ${quoted(odd)}`]),
        ]
      : hasBase(model)
        ? [
            '    # The device is what lies below its base path, and nothing beside it.',
            ...error('odd', 'bad-request', 400, [
              `vars_regexp {http.request.orig_uri} ${quoted(`(?i)^[^?]*${UPWARDS}`)}`,
            ]),
          ]
        : []),
    '    # A certificate was sent, and verified in the handshake.',
    `    @sent ${SENT}`,
    ...(revoked.length === 0
      ? []
      : [
          '    # Taken back, by serial number. Caddy reads no revocation lists.',
          `    @revoked vars {http.request.tls.client.serial} ${revoked.map(decimal).join(' ')}`,
        ]),
    `    @near remote_ip ${localNetworks.join(' ')}`,
    `    @far not remote_ip ${localNetworks.join(' ')}`,
    ...(model.mode === 'required' && revoked.length > 0
      ? ['    # No rule takes back what the handshake demands.', '    error @revoked "revoked" 403']
      : []),
  ]
}

/** What each path asks for, the longest prefix first. */
export function decision(model: ExportModel, places: readonly Place[]): string[] {
  const revoked = revokedSerials(model).length > 0
  return places.toReversed().flatMap((place) => at(model, place, revoked))
}

import { noneOf } from './names.ts'
import { localNetworks } from '../../../../shared/local-networks.ts'
import type { ExportModel, ExportName, ExportTest } from '../model.ts'
import { asciiName } from '../names.ts'
import { hasBase, hasRules, titleOf, type Place } from '../places.ts'
import { line, UPWARDS } from '../text.ts'
import { answer, at, GOOD, NONE, quoted } from './words.ts'

const NEAR = `{ src ${localNetworks.join(' ')} }`

/** Puts the id of the rule that is meant into txn.place, by the longest prefix. */
export function judgePath(model: ExportModel, places: readonly Place[]): string[] {
  if (!hasRules(places)) return [...stayBelow(model), '    http-request set-var(txn.place) str(p0)']
  const odd = '%(00|2f|5c|2e|25|3b)|%[^0-9a-f]|%.[^0-9a-f]|%.?$|[;\\\\]|/\\.\\.?(/|$)'
  const fold = model.ignoreCase ? '-i ' : ''
  return [
    '    # A path that two servers could read in two ways is refused before any rule looks at it.',
    `    http-request set-var(txn.odd) bool(true) if { path -m reg -i ${quoted(odd)} }`,
    '    http-request set-path %[path,regsub(//+,/,g)]',
    '    http-request set-var(txn.path) path,url_dec',
    ...places.map(({ id, path, methods }) => {
      const method = methods.length === 0 ? '' : ` { method ${methods.join(' ')} }`
      const set = `    http-request set-var(txn.place) str(${id})`
      return path === ''
        ? `${set}${method === '' ? '' : ` if${method}`}`
        : `${set} if { var(txn.path) -m str ${fold}${quoted(path)} }${method} or { var(txn.path) -m beg ${fold}${quoted(`${path}/`)} }${method}`
    }),
  ]
}

/** Paths that would lead out of the upstream's base path, where no rule makes paths be read. */
function stayBelow(model: ExportModel): string[] {
  if (!hasBase(model)) return []
  return [
    '    # The device is what lies below its base path, and nothing beside it.',
    `    http-request set-var(txn.odd) bool(true) if { path -m reg -i ${quoted(UPWARDS)} }`,
  ]
}

function issued(names: readonly ExportName[]): string {
  return `ssl_c_i_dn(,0,rfc2253) -m str -- ${names.map((name) => quoted(asciiName(name))).join(' ')}`
}

/** The test as a condition; several where one value may stand first or last in the name. Null: nobody passes. */
function conditions(test: ExportTest): readonly string[] {
  switch (test.kind) {
    case 'certificate':
      return test.list.length === 0
        ? []
        : [`{ ssl_c_der,sha2(256),hex -m str ${test.list.map((one) => one.sha256).join(' ')} }`]
    case 'subject':
      return [`{ ssl_c_s_dn(${test.attribute}) -m str -- ${test.values.map(quoted).join(' ')} }`]
    case 'issuer':
      return test.names.length === 0 ? [] : [`{ ${issued(test.names)} }`]
  }
}

/** Good certificates that the rule does not mean. */
function notMeant(place: Place): string[] {
  const { who, issuers } = place
  const lines: string[] = []
  if (who !== null) {
    const devices = who.tests.flatMap((test) => (test.kind === 'certificate' ? test.list : []))
    const found = who.tests.map(conditions)
    lines.push(...devices.map((one) => `    #   ${one.sha256}  ${line(one.device)}`))
    if (who.satisfy === 'any') {
      lines.push(
        ...found.flat().map((test) => `    http-request set-var(txn.meant) bool(true) if ${at(place)} ${test}`),
      )
    } else if (found.every((test) => test.length > 0)) {
      lines.push(`    http-request set-var(txn.meant) bool(true) if ${[at(place), ...found.flat()].join(' ')}`)
    }
    lines.push(answer('not-allowed', at(place), GOOD, '!{ var(txn.meant) -m bool }'))
  }
  if (issuers !== null) {
    lines.push(
      '    #   at most so far from the authority',
      answer('not-allowed', at(place), GOOD, ...(issuers.length === 0 ? [] : [`!{ ${issued(issuers)} }`])),
    )
  }
  return lines
}

function atPlace(place: Place): string[] {
  const title = `    # ${titleOf(place)}`
  if (place.kind === 'blocked') return [title, answer('blocked-path', at(place))]
  const { without, lan } = place
  return [
    title,
    ...(place.kind === 'open'
      ? [answer('forward', at(place))]
      : [
          ...notMeant(place),
          ...(without === 'no-certificate'
            ? []
            : [answer(without === 'public' ? 'public' : 'forward', at(place), NONE)]),
        ]),
    ...(lan === 'exempt' ? [answer('forward', at(place), NEAR)] : []),
    ...(lan === 'only' ? [answer('not-allowed', at(place), `!${NEAR}`)] : []),
  ]
}

/** Puts the name of a page, or where to go on to, into txn.answer. */
export function decide(model: ExportModel, places: readonly Place[]): string[] {
  return [
    '    # The answer: the name of a page, or where to go on to. Later lines win.',
    '    http-request set-var(txn.answer) var(txn.certificate)',
    answer('forward', GOOD),
    ...places.flatMap(atPlace),
    ...(model.mode === 'required'
      ? [
          '    # No rule takes back what the handshake demands.',
          `    http-request set-var(txn.answer) var(txn.certificate) if !${GOOD}`,
        ]
      : []),
    ...(hasRules(places) || hasBase(model) ? [answer('bad-request', '{ var(txn.odd) -m bool }')] : []),
    ...misdirected(model.hosts),
  ]
}

function misdirected(hosts: readonly string[]): string[] {
  return [
    '    # The name in the address and the name of the handshake must both be ours.',
    answer('misdirected', noneOf('req.hdr(host),host_only,lower,rtrim(.)', hosts)),
    answer('misdirected', '{ ssl_fc_has_sni }', noneOf('ssl_fc_sni,lower,rtrim(.)', hosts)),
  ]
}

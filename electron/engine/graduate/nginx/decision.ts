import { localNetworks } from '../../../../shared/local-networks.ts'
import type { ExportModel, ExportName, ExportTest } from '../model.ts'
import { asciiName, subjectPattern } from '../names.ts'
import { hasBase, hasRules, titleOf, WHOLE_SITE, type Place } from '../places.ts'
import { line, prefixPattern, requestPattern, sha1Of, UPWARDS } from '../text.ts'
import { map, nameOf, quoted } from './words.ts'

type Row = readonly [key: string, value: string]

function issuerRows(names: readonly ExportName[]): Row[] {
  return [...new Set(names.map(asciiName))].map((name) => [quoted(name), '1'])
}

/** The variable that a test looks at, and the values with which it holds. */
function testMap(test: ExportTest): { from: string; rows: Row[]; comments: string[] } {
  switch (test.kind) {
    case 'certificate': {
      const known = test.list.flatMap((one) => {
        const print = sha1Of(one)
        return print === null ? [] : [{ print, device: one.device }]
      })
      return {
        from: '$ssl_client_fingerprint',
        rows: known.map(({ print }): Row => [`"${print}"`, '1']),
        comments: known.map(({ print, device }) => `    #   ${print}  ${line(device)}`),
      }
    }
    case 'subject':
      return { from: '$ssl_client_s_dn', rows: [[quoted(`~${subjectPattern(test, 'ascii')}`), '1']], comments: [] }
    case 'issuer':
      return { from: '$ssl_client_i_dn', rows: issuerRows(test.names), comments: [] }
  }
}

/** $meant_pN: whether a good certificate is one that the rule means, 1 or 0. */
function meantMaps(place: Place): string[] {
  const tests = place.who?.tests ?? []
  const lines: string[] = []
  const variables: string[] = []
  for (const [index, test] of tests.entries()) {
    const { from, rows, comments } = testMap(test)
    const variable = `$${place.id}_test${index + 1}`
    variables.push(variable)
    lines.push(...comments, ...map(from, variable, [['default', '0'], ...rows]))
  }
  if (place.issuers !== null) {
    lines.push(
      '    # At most so far from the authority.',
      ...map('$ssl_client_i_dn', `$${place.id}_near_authority`, [['default', '0'], ...issuerRows(place.issuers)]),
    )
  }
  const who = variables.length === 0 ? '' : place.who?.satisfy === 'all' ? '1'.repeat(variables.length) : '[01]*1[01]*'
  const depth = place.issuers === null ? '' : `$${place.id}_near_authority`
  return [
    ...lines,
    ...map(`"${variables.join('')}:${depth}"`, `$${place.id}_meant`, [
      ['default', '0'],
      [`"~^${who}:${depth === '' ? '' : '1'}$"`, '1'],
    ]),
  ]
}

/** The rows of a place in the table of decisions; the first that fits is taken. */
function rowsOf({ id, kind, lan, without, who, issuers }: Place): Row[] {
  if (kind === 'blocked') return [[`"~^${id} "`, 'blocked-path']]
  const far: Row[] = lan === 'only' ? [[`"~^${id} [^ ]+ far "`, 'not-allowed']] : []
  const near: Row[] = lan === 'exempt' ? [[`"~^${id} [^ ]+ local "`, 'forward']] : []
  if (kind === 'open') return [...far, [`"~^${id} "`, 'forward']]
  return [
    ...far,
    ...near,
    ...(without === 'no-certificate'
      ? []
      : [[`"~^${id} no-certificate "`, without === 'public' ? 'public' : 'forward'] as const]),
    ...(who === null && issuers === null ? [] : [[`"~^${id} good [a-z]+ 0$"`, 'not-allowed'] as const]),
    [`"~^${id} good "`, 'forward'],
  ]
}

/** $place, $near and, made of everything, $answer: the name of a page, or where to go on to. */
export function decisionMaps(model: ExportModel, places: readonly Place[]): string[] {
  const named = places.filter((place) => place.who !== null || place.issuers !== null)
  const fold = model.ignoreCase ? '~*' : '~'
  const rules = places.filter((place) => place.id !== WHOLE_SITE)
  const byMethod = rules.some((place) => place.methods.length > 0)
  return [
    ...(hasRules(places)
      ? [
          '    # A path that two servers could read in two ways is refused before any rule looks at it.',
          ...map('$request_uri', '$odd', [
            ['default', "''"],
            [quoted('~*^[^?]*(%(00|2f|5c|2e|25|3b)|[;\\\\])'), 'odd'],
          ]),
        ]
      : hasBase(model)
        ? [
            '    # The device is what lies below its base path, and nothing beside it.',
            ...map('$request_uri', '$odd', [
              ['default', "''"],
              [quoted(`~*^[^?]*${UPWARDS}`), 'odd'],
            ]),
          ]
        : []),
    '    # Which rule is meant: the longest prefix wins. $uri is decoded, without . and .. and double slashes.',
    ...rules.map((place) => `    #   ${place.id}: ${titleOf(place)}`),
    ...map(byMethod ? '"$request_method $uri"' : '$uri', '$place', [
      ['default', WHOLE_SITE],
      ...rules
        .toReversed()
        .map(
          (place) =>
            [quoted(`${fold}${byMethod ? requestPattern(place) : prefixPattern(place.path)}`), place.id] as const,
        ),
    ]),
    ...(named.length === 0
      ? []
      : [
          '    # Whose certificates rules mean. nginx knows the SHA-1 fingerprint only; it is looked at after it was verified.',
        ]),
    ...named.flatMap(meantMaps),
    ...map('$place', '$meant', [['default', '1'], ...named.map(({ id }) => [id, `$${id}_meant`] as const)]),
    '    geo $near {',
    '        default far;',
    ...localNetworks.map((network) => `        ${network} local;`),
    '    }',
    '    # The answer: rule, certificate, local network, whether the rule means it. The first line that fits.',
    ...map('"$place $certificate $near $meant"', '$answer', [
      ['default', '$certificate'],
      // What the gate refuses in the handshake no rule takes back.
      ...(model.mode === 'required' ? [['"~^p[0-9]+ (?!good )"', '$certificate'] as const] : []),
      ...places.flatMap(rowsOf),
    ]),
  ]
}

/** $asked and $greeted: `ours` or `other`. */
export function hostMaps(hosts: readonly string[]): string[] {
  const rows = hosts.map((host) => [quoted(nameOf(host)), 'ours'] as const)
  return [
    '    # The name in the address and the name of the handshake must both be ours.',
    ...map('$host', '$asked', [['default', 'other'], ...rows]),
    ...map('$ssl_server_name', '$greeted', [['default', 'other'], ["''", 'ours'], ...rows]),
  ]
}

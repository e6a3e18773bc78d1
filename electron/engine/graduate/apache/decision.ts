import { localNetworks } from '../../../../shared/local-networks.ts'
import type { ExportModel, ExportName, ExportTest } from '../model.ts'
import { utf8Name } from '../names.ts'
import { asks, hasBase, hasRules, titleOf, type Place } from '../places.ts'
import { line, literal, namePattern, originOf, prefixPattern, requestPattern, sha1OfPem, UPWARDS } from '../text.ts'
import { BAD, GOOD, LEAF, NONE, PAGES, pattern, quoted, SELF, text } from './words.ts'

const NEAR = `(${localNetworks.map((network) => `-R '${network}'`).join(' || ')})`

/** `VARIABLE in { … }`, or what is never true. */
function among(variable: string, values: readonly string[]): string {
  return values.length === 0 ? 'false' : `${variable} in { ${values.map(text).join(', ')} }`
}

function issued(names: readonly ExportName[]): string {
  return among('%{SSL_CLIENT_I_DN}', [...new Set(names.map(utf8Name))])
}

function condition(test: ExportTest): string {
  switch (test.kind) {
    case 'certificate':
      // Apache has no fingerprint of a certificate, but a digest of any text.
      return among(
        'sha1(%{SSL_CLIENT_CERT})',
        test.list.flatMap((one) => sha1OfPem(one) ?? []),
      )
    case 'subject':
      return among(`%{SSL_CLIENT_S_DN_${test.attribute}}`, test.values)
    case 'issuer':
      return issued(test.names)
  }
}

/** The certificate must be good, and one that the rule means. */
function may({ who, issuers }: Place): string {
  const tests = (who?.tests ?? []).map((test) => `(${condition(test)})`)
  return [
    GOOD,
    ...(tests.length === 0 ? [] : [`(${tests.join(who?.satisfy === 'all' ? ' && ' : ' || ')})`]),
    ...(issuers === null ? [] : [issued(issuers)]),
  ].join(' && ')
}

function comments({ who }: Place): string[] {
  return (who?.tests ?? []).flatMap((test) =>
    test.kind === 'certificate'
      ? test.list.flatMap((one) => (one.der === null ? [] : [`#   ${sha1OfPem(one) ?? ''}  ${line(one.device)}`]))
      : [],
  )
}

function inner(place: Place, publicOpen: boolean): string[] {
  if (place.kind === 'blocked') return ['Require all denied', `ErrorDocument 403 ${PAGES}/blocked-path.html`]
  const near = `Require ip ${localNetworks.join(' ')}`
  const page = `ErrorDocument 403 "${PAGES}/%{reqenv:page}.html"`
  const far = [`SetEnvIfExpr ${quoted(`! ${NEAR}`)} page=not-allowed`, page]
  if (place.kind === 'open') return place.lan === 'only' ? [near, ...far] : ['Require all granted']
  // Require takes its expression as it stands: quotes around it are dropped, nothing inside is unescaped.
  const certificate = `Require expr "${may(place)}"`
  const any = [
    certificate,
    ...(place.without === 'upstream' || (place.without === 'public' && publicOpen) ? [`Require expr "${NONE}"`] : []),
    ...(place.lan === 'exempt' ? [near] : []),
  ]
  return [
    ...comments(place),
    ...(place.lan === 'only' ? ['<RequireAll>', near] : []),
    '<RequireAny>',
    ...any.map((one) => `    ${one}`),
    '</RequireAny>',
    ...(place.lan === 'only' ? ['</RequireAll>', ...far] : [page]),
  ]
}

/** What a place asks for, as one authorization directive or container that stands alone. */
function requirement(place: Place, publicOpen: boolean): string[] {
  return inner(place, publicOpen).filter((one) => !/^(?:ErrorDocument|SetEnvIfExpr) /.test(one))
}

/** `%{REQUEST_METHOD}` is one of these; none: true. */
function byMethod(methods: readonly string[]): string {
  return methods.length === 0 ? 'true' : `%{REQUEST_METHOD} in { ${methods.map(text).join(', ')} }`
}

/**
 * The places that may decide below a path, the first that is about the method: its own, then those of the paths above it.
 * A section per method would be merged after all paths (https://httpd.apache.org/docs/2.4/sections.html#merging), and a
 * rule for the whole site would take back what a longer path asks for.
 */
function candidates(places: readonly Place[], path: string): readonly Place[] {
  const above = places.filter((one) => one.path === '' || path === one.path || path.startsWith(`${one.path}/`))
  const found: Place[] = []
  for (const one of above.toReversed()) {
    found.push(one)
    if (one.methods.length === 0) break
  }
  return found
}

/** The same as a section where rules name methods. */
function byMethods(model: ExportModel, places: readonly Place[], path: string): string[] {
  const all = candidates(places, path)
  const before = (index: number): string[] => all.slice(0, index).map((one) => `!(${byMethod(one.methods)})`)
  const when = all.map((one, index) => [byMethod(one.methods), ...before(index)].join(' && '))
  const pages = all.flatMap((one, index) => {
    const at = `(${when[index] ?? 'false'})`
    if (one.kind === 'blocked') return [`SetEnvIfExpr ${quoted(at)} page=blocked-path`]
    return one.lan === 'only' ? [`SetEnvIfExpr ${quoted(`${at} && ! ${NEAR}`)} page=not-allowed`] : []
  })
  return [
    '<RequireAny>',
    ...all.flatMap((one, index) => [
      `    # ${titleOf(one)}`,
      '    <RequireAll>',
      `        Require expr "${when[index] ?? 'false'}"`,
      ...requirement(one, model.publicUpstream !== null).map((requires) => `        ${requires}`),
      '    </RequireAll>',
    ]),
    '</RequireAny>',
    ...pages,
    `ErrorDocument 403 "${PAGES}/%{reqenv:page}.html"`,
  ]
}

/** What each path asks for; a longer prefix comes later and wins. */
export function locations(model: ExportModel, places: readonly Place[]): string[] {
  const methods = places.some((place) => place.methods.length > 0)
  const first = places.filter((place, index) => places.findIndex((one) => one.path === place.path) === index)
  return first.flatMap((place) =>
    location(
      model,
      place,
      methods ? byMethods(model, places, place.path) : inner(place, model.publicUpstream !== null),
    ),
  )
}

/** What a path asks for, as `<Location>`. */
function location(model: ExportModel, place: Place, inside: readonly string[]): string[] {
  // In a plain Location * ? [ ] are wildcards, and capital letters are told apart.
  const fold = model.ignoreCase && place.path !== ''
  const [section, where] =
    fold || /[*?[\]]/.test(place.path)
      ? ['LocationMatch', `${fold ? '(?i)' : ''}${prefixPattern(place.path)}`]
      : ['Location', place.path === '' ? '/' : place.path]
  return [`    <${section} ${quoted(where)}>`, ...inside.map((one) => `        ${one}`), `    </${section}>`]
}

/** %{reqenv:page}: which page says what is wrong with the certificate. */
export function choosePage(model: ExportModel): string[] {
  if (!asks(model)) return ['    SetEnvIfExpr true page=not-allowed']
  return [
    '    # Which page says what is wrong.',
    '    SetEnvIfExpr true page=not-allowed',
    `    SetEnvIfExpr "${BAD}" page=unknown-issuer`,
    `    SetEnvIfExpr "${LEAF}" page=unknown-issuer-21`,
    `    SetEnvIfExpr "${BAD} && ${SELF}" page=self-signed`,
    `    SetEnvIfExpr "${NONE}" page=no-certificate`,
  ]
}

/** Requests that are refused, or sent to the public page, before any path is looked at. */
export function rewriting(model: ExportModel, places: readonly Place[]): string[] {
  return [
    '    RewriteEngine On',
    '    # The pages are for everybody.',
    `    RewriteRule ${pattern(`^${literal(PAGES)}/`)} - [L]`,
    ...(hasRules(places)
      ? [
          '    # A path that two servers could read in two ways is refused before any rule looks at it.',
          `    RewriteCond %{THE_REQUEST} ${pattern('^[A-Z]+ [^? ]*(%(00|2f|5c|2e|25|3b)|[;\\\\])')} [NC,OR]`,
        ]
      : hasBase(model)
        ? [
            '    # The device is what lies below its base path, and nothing beside it.',
            `    RewriteCond %{THE_REQUEST} ${pattern(`^[A-Z]+ [^? ]*${UPWARDS.replace('|$)', '| )')}`)} [NC,OR]`,
          ]
        : []),
    '    RewriteCond %{ENV:odd} !^$',
    '    RewriteRule ^ - [R=400,L]',
    ...misdirected(model.hosts),
    ...toPublic(model, places),
  ]
}

function misdirected(hosts: readonly string[]): string[] {
  const names = hosts.map(namePattern).join('|')
  return [
    '    # The name in the address and the name of the handshake must both be ours.',
    `    RewriteCond %{HTTP_HOST} ${pattern(`!^(${names})\\.?(:[0-9]+)?$`)} [NC,OR]`,
    `    RewriteCond %{SSL:SSL_TLS_SNI} ${pattern(`!^(${names})?\\.?$`)} [NC]`,
    '    RewriteRule ^ - [R=421,L]',
  ]
}

/** Whether a place may decide where another would. */
function overrides(other: Place, place: Place): boolean {
  if (other === place || !other.path.startsWith(place.path)) return false
  return other.path !== place.path || (place.methods.length === 0 && other.methods.length > 0)
}

function unlessAt(place: Place, ignoreCase: boolean): string {
  const flag = ignoreCase ? ' [NC]' : ''
  return place.methods.length === 0
    ? `    RewriteCond %{REQUEST_URI} ${pattern(`!${prefixPattern(place.path)}`)}${flag}`
    : `    RewriteCond "%{REQUEST_METHOD} %{REQUEST_URI}" ${pattern(`!${requestPattern(place)}`)}${flag}`
}

function toPublic(model: ExportModel, places: readonly Place[]): string[] {
  const { publicUpstream } = model
  if (publicUpstream === null) return []
  const target = `${originOf(publicUpstream)}${publicUpstream.path.replaceAll('%', '\\%')}%{REQUEST_URI}`
  return [
    '    # Visitors without a certificate go to the public page.',
    ...places
      .filter((place) => place.without === 'public' && place.kind === 'judged')
      .flatMap((place) => [
        '    RewriteCond %{SSL:SSL_CLIENT_VERIFY} =NONE',
        ...(place.methods.length === 0
          ? []
          : [`    RewriteCond %{REQUEST_METHOD} ${pattern(`^(?:${place.methods.join('|')})$`)}`]),
        ...places.filter((other) => overrides(other, place)).map((other) => unlessAt(other, model.ignoreCase)),
        `    RewriteRule ${pattern(prefixPattern(place.path))} ${target} [P,L]`,
      ]),
  ]
}

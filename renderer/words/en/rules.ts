import type { Outcome } from '../../../shared/contract/activity.ts'
import type { AccessRule, Because } from '../../../shared/contract/rule.ts'
import { common } from './common.ts'

/** Parts of a sentence joined as a person would: "a, b or c". */
function list(parts: readonly string[], word: 'and' | 'or'): string {
  if (parts.length < 2) return parts[0] ?? ''
  return `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1) ?? ''}`
}

/** Names of what a rule holds by id. */
export interface Names {
  readonly device: (id: string) => string | null
  readonly authority: (id: string) => string | null
}

const removedDevice = 'a device that was removed'
const removedAuthority = 'an authority that was removed'

/** Whose certificate a rule means: "of Alice’s iPhone or the group family". Empty: everybody's. */
function whose(rule: AccessRule, names: Names): string {
  const parts = [
    ...rule.devices.map((id) => names.device(id) ?? removedDevice),
    ...rule.groups.map((group) => `the group ${group}`),
    ...rule.commonNames.map((value) => `name ${value} (CN)`),
    ...rule.organizations.map((value) => `organisation ${value} (O)`),
    ...rule.units.map((value) => `unit ${value} (OU)`),
    ...rule.authorities.map((id) => `issuer ${names.authority(id) ?? removedAuthority}`),
    ...rule.fingerprints.map((print) => `fingerprint ${print.slice(0, 8)}…`),
  ]
  const chain =
    rule.depth === null
      ? ''
      : ` with at most ${rule.depth === 1 ? '1 authority' : `${rule.depth} authorities`} above it`
  const of = parts.length === 0 ? '' : ` of ${list(parts, rule.satisfy === 'all' ? 'and' : 'or')}`
  return `${of}${chain}`
}

/** What a rule says, after "Paths under /api →". */
function sentence(rule: AccessRule, names: Names): string {
  const only = rule.lan === 'only' ? ', from the local network only' : ''
  switch (rule.certificate) {
    case 'blocked':
      return 'closed to everybody'
    case 'none':
      return `open without a certificate${only}`
    case 'optional':
      return `open without a certificate, but a bad one is refused${only}`
    case 'required':
      return rule.lan === 'exempt'
        ? `with a certificate${whose(rule, names)}; also without one, from the local network`
        : `only with a certificate${whose(rule, names)}${only}`
  }
}

const because: Readonly<Record<Because, (path: string | null, outcome: Outcome) => string>> = {
  'path-unclear': () => 'A path that servers could read in two ways is refused at a site with rules.',
  blocked: (path) => `The rule for ${path ?? '/'} is closed to everybody.`,
  handshake: (_path, outcome) =>
    `This site demands a good certificate in the handshake (here: ${common.outcome[outcome].toLowerCase()}). No rule takes that back.`,
  'not-local': (path) => `The rule for ${path ?? '/'} opens to the local network only.`,
  local: (path) => `The rule for ${path ?? '/'} asks nobody in the local network for a certificate.`,
  'open-path': (path) => `The rule for ${path ?? '/'} asks nobody for a certificate.`,
  'open-site': () => 'This site asks nobody for a certificate, and no rule covers this path.',
  'without-certificate': (path) => `The rule for ${path ?? '/'} lets visitors in without a certificate.`,
  'public-upstream': () => 'This site leads visitors without a certificate to its public page.',
  'no-certificate': (path) =>
    path === null ? 'This site asks for a certificate.' : `The rule for ${path} asks for a certificate.`,
  'bad-certificate': (_path, outcome) => `The certificate is not accepted: ${common.outcome[outcome].toLowerCase()}.`,
  'chain-too-long': (path) => `More authorities stand above the certificate than the rule for ${path ?? '/'} allows.`,
  'not-named': (path) => `The certificate is good, but the rule for ${path ?? '/'} means others.`,
  'good-certificate': (path) =>
    path === null ? 'The certificate is good.' : `The certificate is good, and the rule for ${path} allows it.`,
}

/** Who may enter, by path. */
export const rules = {
  title: 'Rules for paths',
  none: 'No rules: the same for every path.',
  elsewhere: 'Everything else',
  under: 'Paths under',
  everyPath: 'Every path',
  sentence,
  removedDevice,
  add: 'Add a rule',
  edit: (path: string) => `Edit the rule for ${path}`,
  remove: (path: string) => `Remove the rule for ${path}`,
  editing: 'Rule',
  adding: 'New rule',
  save: 'Save rule',
  saving: 'Putting it in force…',
  mode: {
    required: 'with a good certificate, demanded while connecting (in the handshake)',
    pages: 'only with a certificate',
    optional: 'with a certificate; without one to the public page',
    off: 'open without a certificate',
  },
  noEffect:
    'This site demands a good certificate in the handshake, before any path is known. A rule can close more there, but not open anything. To open a path, let the site show pages instead.',
  field: {
    path: 'Path',
    certificate: 'Certificate',
    whose: 'Whose certificate',
    lan: 'Local network',
    devices: 'Devices',
    devicesHint: 'Search by name',
    groups: 'Groups',
    groupsHint: 'Type a name and press Enter',
    commonNames: 'Name in the certificate (CN)',
    organizations: 'Organisation (O)',
    units: 'Unit (OU)',
    authorities: 'Issued by',
    fingerprints: 'SHA-256 fingerprints',
    satisfy: 'If several are given',
    depth: 'Most authorities above the certificate',
    anyDepth: 'any number',
  },
  certificate: {
    required: 'only with a certificate',
    optional: 'open, but a bad certificate is refused',
    none: 'open without a certificate',
    blocked: 'closed to everybody',
  },
  of: { anyone: 'of any device', these: 'of these only' },
  lan: { any: 'from anywhere', exempt: 'but without one from the local network', only: 'from the local network only' },
  satisfy: { any: 'one of them is enough', all: 'each kind must match' },
  byCertificate: 'By what is written in the certificate',
  nobody: 'Nobody is in this group yet, so nobody gets in by it.',
  presets: {
    title: 'Common rules',
    webhook: 'A service outside calls in (webhook)',
    public: 'A public page',
    homeOnly: 'Only from home',
    homeFree: 'At home without a certificate',
    closed: 'Closed',
  },
  apps: {
    title: 'For an app',
    lead: 'What is behind this door?',
    choose: 'Choose an app',
    clients: 'Its apps and client certificates',
    suggested: 'Rules it may want',
    add: 'Add',
    addLabel: (path: string) => `Add the rule for ${path}`,
    there: 'There already',
    source: 'Source',
    name: ({ name }: { id: string; name: string }) => name,
    support: { yes: 'Can', partly: 'Partly', no: 'Cannot' },
    platform: { iphone: 'iPhone', android: 'Android', tv: 'Television', browser: 'Browser' },
  },
  would: {
    title: 'Who would get in?',
    who: 'Visitor',
    nobody: 'A visitor without a certificate',
    path: 'Path',
    from: 'From',
    address: 'IP address',
    place: { outside: 'Outside', local: 'The local network', address: 'This address…' },
    local: 'This address belongs to the local network.',
    notLocal: 'This address does not belong to the local network.',
    in: (who: string) => `${who} gets in.`,
    public: (who: string) => `${who} is led to the public page.`,
    page: (who: string, outcome: Outcome) => `${who} sees the page “${common.outcome[outcome]}”.`,
    observed: (who: string, outcome: Outcome) =>
      `${who} gets in because this site only observes. Else: the page “${common.outcome[outcome]}”.`,
    refused: (who: string) => `${who} is refused in the handshake, without a page.`,
    because: (why: Because, path: string | null, outcome: Outcome) => because[why](path, outcome),
    decides: 'This rule decides',
    siteDecides: 'No rule covers this path: the site itself decides.',
  },
}

import type { NeedName } from '../support/programs.ts'

/** What each spec needs besides a browser, or Electron. */
const SPECS: Readonly<Record<string, readonly NeedName[]>> = {
  activity: ['curl', 'openssl'],
  'authority-and-devices': ['curl', 'openssl'],
  backup: ['curl', 'openssl'],
  desktop: [],
  diagnostics: ['curl', 'haproxy', 'openssl'],
  fields: [],
  handoff: ['nss'],
  language: ['curl', 'openssl'],
  lists: ['curl', 'openssl'],
  'main-job': ['nginx', 'nss', 'openssl'],
  manage: ['nss'],
  news: ['curl', 'openssl'],
  'own-window': [],
  palette: [],
  people: [],
  pseudo: ['curl', 'openssl'],
  'public-name': ['nss', 'openssl', 'pebble'],
  'public-certificate': ['openssl', 'pebble'],
  renewal: ['nss', 'openssl'],
  rules: ['curl', 'openssl'],
  screens: ['curl', 'openssl'],
  servers: ['openssl'],
  sessions: [],
  'take-elsewhere': ['apache2', 'caddy', 'haproxy', 'nginx', 'openssl', 'unzip'],
  upstream: ['curl', 'nginx', 'openssl'],
}

export const specNames: readonly string[] = Object.keys(SPECS)

/** Needs of a spec by the path of its file. @throws for a spec that the table does not know */
export function needsOfSpec(file: string): readonly NeedName[] {
  const name = /([^/\\]+)\.spec\.ts$/.exec(file)?.[1] ?? ''
  const needs = SPECS[name]
  if (!needs) throw new Error(`test/e2e/needs.ts does not say what ${name}.spec.ts needs`)
  return ['chromium', ...needs]
}

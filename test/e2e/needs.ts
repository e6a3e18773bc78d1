import type { NeedName } from '../support/programs.ts'

/** What each spec needs besides a browser, or Electron. */
const SPECS: Readonly<Record<string, readonly NeedName[]>> = {
  activity: ['openssl'],
  'authority-and-devices': ['openssl'],
  backup: ['openssl'],
  desktop: [],
  diagnostics: ['haproxy', 'openssl'],
  handoff: ['nss'],
  language: ['openssl'],
  lists: ['openssl'],
  'main-job': ['nginx', 'nss', 'openssl'],
  news: ['openssl', 'unzip'],
  'own-window': ['unzip'],
  pseudo: ['openssl', 'unzip'],
  'public-certificate': ['openssl', 'pebble'],
  renewal: ['nss', 'openssl'],
  rules: ['curl', 'openssl'],
  screens: ['openssl', 'unzip'],
  sessions: [],
  'take-elsewhere': ['apache2', 'caddy', 'haproxy', 'nginx', 'openssl', 'unzip'],
  upstream: ['curl', 'nginx', 'openssl', 'unzip'],
}

/** Needs of a spec by the path of its file. @throws for a spec that the table does not know */
export function needsOfSpec(file: string): readonly NeedName[] {
  const name = /([^/\\]+)\.spec\.ts$/.exec(file)?.[1] ?? ''
  const needs = SPECS[name]
  if (!needs) throw new Error(`test/e2e/needs.ts does not say what ${name}.spec.ts needs`)
  return ['chromium', ...needs]
}

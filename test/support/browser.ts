import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { chromium, type Browser, type BrowserContext } from '@playwright/test'

const ARGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** The owner's browser, in which the interface is used. */
export function ownerBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...ARGS, ...more] })
}

export interface Identity {
  /** Path of the .pfx. */
  readonly pfx: string
  readonly password: string
}

/** A new NSS database in an empty folder: it trusts the authority for servers, and holds the identity. */
export function fillNss(database: string, ca: string, identity: Identity | null): void {
  const run = (tool: string, ...args: string[]): void => void execFileSync(tool, args, { stdio: 'pipe' })
  run('certutil', '-d', `sql:${database}`, '-N', '--empty-password')
  run('certutil', '-d', `sql:${database}`, '-A', '-t', 'C,,', '-n', 'home', '-i', ca)
  if (identity) run('pk12util', '-d', `sql:${database}`, '-i', identity.pfx, '-W', identity.password, '-K', '')
}

/**
 * A visitor's real Chromium, with an NSS database of its own that holds exactly the given files. It sends its
 * certificate to `origin` without asking, as a person would choose it.
 */
export async function visitorBrowser(options: {
  /** Empty folder. */
  readonly home: string
  /** Path of the CA certificate. */
  readonly ca: string
  readonly origin: string
  readonly identity: Identity | null
  /** Further arguments on its command line. */
  readonly args?: readonly string[]
}): Promise<BrowserContext> {
  const { home, ca, origin, identity, args = [] } = options
  const database = path.join(home, '.pki/nssdb')
  const profile = path.join(home, 'profile')
  fs.mkdirSync(database, { recursive: true })
  fillNss(database, ca, identity)
  fs.mkdirSync(path.join(profile, 'Default'), { recursive: true })
  const choice = { [`${origin},*`]: { setting: { filters: [{}] } } }
  const preferences = { profile: { content_settings: { exceptions: { auto_select_certificate: choice } } } }
  fs.writeFileSync(path.join(profile, 'Default/Preferences'), JSON.stringify(preferences))
  const { PATH = '' } = process.env
  return chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...ARGS, ...args],
    env: {
      PATH,
      HOME: home,
      XDG_CONFIG_HOME: path.join(home, '.config'),
      XDG_DATA_HOME: path.join(home, '.local/share'),
    },
  })
}

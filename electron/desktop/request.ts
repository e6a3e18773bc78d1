import path from 'node:path'
import { screens } from '../../shared/address.ts'

/** What the app was asked for from outside: by the system, a link, a second start. */
export type Request =
  | { readonly kind: 'show' }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'file'; readonly path: string }

/** Files that lead to the inspector. Lower case. */
const EXTENSIONS: ReadonlySet<string> = new Set(['.pfx', '.p12', '.csr'])

/**
 * `vestibule://open/SCREEN[/ID][?status=STATUS]` → the address of that screen. Any web page can make the system open
 * such a link, so that it can show a screen and do nothing else; whatever is not written exactly so is no link.
 */
const LINK = new RegExp(`^vestibule://open/(${screens.join('|')})(/[A-Za-z0-9_-]{1,64})?(\\?status=[a-z]{1,16})?$`)

/** @returns null for what is no link of ours */
export function requestOfLink(text: string): Request | null {
  const found = LINK.exec(text)
  return found ? { kind: 'address', address: `#/${found[1] ?? ''}${found[2] ?? ''}${found[3] ?? ''}` } : null
}

/** @returns null for files that are not for us */
export function requestOfFile(file: string): Request | null {
  return EXTENSIONS.has(path.extname(file).toLowerCase()) ? { kind: 'file', path: file } : null
}

/** What a command line asks for. Chromium adds switches of its own, and the order is not kept. */
export function requestOf(argv: readonly string[], workingFolder: string): Request {
  // The first is the program itself.
  for (const argument of argv.slice(1)) {
    if (argument.startsWith('-')) continue
    const link = requestOfLink(argument)
    if (link) return link
    const file = /^[a-z][a-z0-9+.-]+:/i.test(argument) ? null : requestOfFile(path.resolve(workingFolder, argument))
    if (file) return file
  }
  return { kind: 'show' }
}

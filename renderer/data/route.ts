import { useMemo, useSyncExternalStore } from 'react'
import { screens, type Screen } from '../../shared/address.ts'

export type { Screen }

/** Where the person is: `#/SCREEN/ID?KEY=VALUE`. The address is the only memory of it, so that back and reload work. */
export interface Route {
  /** Null when the address names no screen: the frame then chooses. */
  readonly screen: Screen | null
  readonly id: string | null
  readonly params: URLSearchParams
}

/** The address of a screen, for links. */
export function to(screen: Screen, id?: string, params?: Readonly<Record<string, string>>): string {
  const query = params ? `?${new URLSearchParams(params).toString()}` : ''
  return `#/${screen}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${query}`
}

export function go(address: string): void {
  window.location.hash = address.slice(1)
}

/** An id of an address, which people cut off and change: what is not percent-encoded UTF-8 is taken as it is. */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

/** What an address says. Never fails: whatever it is, a screen is shown. */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [name, id] = path.split('/', 2)
  return {
    screen: screens.find((screen) => screen === name) ?? null,
    id: id === undefined || id === '' ? null : decoded(id),
    params: new URLSearchParams(query),
  }
}

function onHashChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(onHashChange, () => window.location.hash)
  return useMemo(() => readRoute(hash), [hash])
}

import type { Session } from 'electron'
import { ORIGIN } from '../protocol.ts'

/** Prevents that the window fetches anything: what it shows is in the package, and the engine talks to the network. */
export function refuseNetwork(session: Session): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const own = url.startsWith(`${ORIGIN}/`) || url.startsWith(`blob:${ORIGIN}/`) || url.startsWith('data:')
    answer({ cancel: !own })
  })
}

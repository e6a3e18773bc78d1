import type { WebContents } from 'electron'
import { ORIGIN } from '../protocol.ts'

/** Prevents that a link or script takes the window, with its bridge, to another page. */
export function refuseNavigation(contents: WebContents): void {
  const judge = (event: { preventDefault(): void; url: string }): void => {
    if (!URL.canParse(event.url) || !`${event.url}/`.startsWith(`${ORIGIN}/`)) event.preventDefault()
  }
  contents.on('will-navigate', judge)
  contents.on('will-redirect', judge)
  contents.on('will-frame-navigate', judge)
}

import type { WebContents } from 'electron'

/** Prevents that a page embeds another one with rights of its own. */
export function refuseWebviews(contents: WebContents): void {
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

import type { WebFrameMain } from 'electron'
import { ORIGIN } from '../protocol.ts'

/** Prevents calls from other frames and pages: only the main frame of our own interface may speak. */
export function isTrustedSender(frame: Pick<WebFrameMain, 'url' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && frame.url.startsWith(`${ORIGIN}/`)
}

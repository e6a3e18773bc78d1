import type { DownloadItem, Session } from 'electron'
import { ORIGIN } from '../protocol.ts'

/** Prevents that anything but a file which our own page just made is written to the disk. */
export function refuseDownloads(session: Session, allowed: (item: DownloadItem) => void): void {
  session.on('will-download', (event, item) => {
    if (item.getURL().startsWith(`blob:${ORIGIN}/`)) allowed(item)
    else event.preventDefault()
  })
}

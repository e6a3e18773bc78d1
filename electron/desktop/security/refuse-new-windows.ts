import { shell, type WebContents } from 'electron'

/** Prevents windows of other pages; addresses of sites open in the user's own browser, and only web addresses do. */
export function refuseNewWindows(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

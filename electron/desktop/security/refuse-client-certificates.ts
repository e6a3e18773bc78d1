import type { App } from 'electron'

/** Prevents that the window sends a certificate of the user's by itself: unhandled, Electron sends the first that fits. */
export function refuseClientCertificates(app: App): void {
  app.on('select-client-certificate', (event, _contents, _url, _list, choose) => {
    event.preventDefault()
    choose()
  })
}

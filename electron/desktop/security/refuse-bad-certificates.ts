import type { App } from 'electron'

/** Prevents that a page with a certificate that does not verify is shown. */
export function refuseBadCertificates(app: App): void {
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault()
    answer(false)
  })
}

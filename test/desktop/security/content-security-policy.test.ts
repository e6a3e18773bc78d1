import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

test('the page runs no script but its own, and is framed by nobody', () => {
  const { html, csp } = desktop().page
  expect(html).toContain('<div id="root">')
  // As the browser reads it: directives by “;”, the first word is the name (CSP Level 3 §2.2.1).
  const directives = new Map(csp.split(';').map((one) => [one.trim().split(' ')[0], one.trim().split(' ').slice(1)]))
  expect(directives.get('default-src')).toEqual(["'none'"])
  expect(directives.get('script-src')).toEqual(["'self'"])
  expect(directives.get('connect-src')).toEqual(["'none'"])
  expect(directives.get('frame-ancestors')).toEqual(["'none'"])
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/)
})

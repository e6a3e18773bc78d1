import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Electron's own list, https://www.electronjs.org/docs/latest/tutorial/security, and the test of each. */
const checklist: readonly (readonly [recommendation: string, test: string])[] = [
  ['1. Only load secure content', 'refuse-network'],
  ['2. Do not enable Node.js integration for remote content', 'web-preferences'],
  ['3. Enable context isolation', 'web-preferences'],
  ['4. Enable process sandboxing', 'web-preferences'],
  ['5. Handle session permission requests from remote content', 'refuse-permissions'],
  ['6. Do not disable webSecurity', 'web-preferences'],
  ['7. Define a Content Security Policy', 'content-security-policy'],
  ['8. Do not enable allowRunningInsecureContent', 'web-preferences'],
  ['9. Do not enable experimental features', 'web-preferences'],
  ['10. Do not use enableBlinkFeatures', 'web-preferences'],
  ['11. Do not use allowpopups for WebViews', 'refuse-webviews'],
  ['12. Verify WebView options before creation', 'refuse-webviews'],
  ['13. Disable or limit navigation', 'refuse-navigation'],
  ['14. Disable or limit creation of new windows', 'refuse-new-windows'],
  ['15. Do not use shell.openExternal with untrusted content', 'refuse-new-windows'],
  ['16. Use a current version of Electron', 'current-electron'],
  ['17. Validate the sender of all IPC messages', 'trusted-sender'],
  ['18. Avoid usage of the file:// protocol', 'own-scheme'],
  ['19. Check which fuses you can change', 'fuses'],
  ['20. Do not expose Electron APIs to untrusted web content', 'bridge'],
]

test.each(checklist)('%s: has its test', (_recommendation, name) => {
  expect(fs.existsSync(path.join(root, 'test/desktop/security', `${name}.test.ts`))).toBe(true)
})

test('every rule of the desktop has its test', () => {
  const rules = fs.readdirSync(path.join(root, 'electron/desktop/security')).map((file) => path.basename(file, '.ts'))
  const tests = fs.readdirSync(path.join(root, 'test/desktop/security'))
  expect(rules.filter((rule) => !tests.includes(`${rule}.test.ts`))).toEqual([])
})

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the process that faces the network loads its own code, that of shared and pki, and no library', () => {
  // What is really loaded, by the loader's own word: a type-only import is gone by then.
  const text = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { registerHooks } from 'node:module'
       const loaded = []
       registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
       await import('./electron/gate/process/main.ts')
       console.log(JSON.stringify(loaded))
       process.exit()`,
    ],
    { cwd: root, encoding: 'utf8' },
  )
  const loaded = (JSON.parse(text) as string[]).filter((url) => url.startsWith('file:'))
  const places = loaded.map((url) => fileURLToPath(url).slice(root.length))
  expect(places).toContain('electron/gate/tls/listener.ts')
  expect(places.filter((place) => !/^(?:shared|electron\/pki|electron\/gate)\//.test(place))).toEqual([])
})

import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

test('the interface is no file: it has a scheme of its own', async () => {
  expect((await desktop().record()).window?.url).toMatch(/^vestibule:\/\/app\//)
})

test.each(['/../main/main.js', '/%2e%2e/main/main.js', '/..%2fmain%2fmain.js', '/missing.js', '/%'])(
  'the scheme does not serve %s',
  async (place) => {
    expect(await desktop().order({ do: 'fetch', url: `vestibule://app${place}` })).toEqual({ status: 404 })
  },
)

test('the scheme serves no other host', async () => {
  for (const host of ['other', 'open'])
    expect(await desktop().order({ do: 'fetch', url: `vestibule://${host}/index.html` })).toEqual({ status: 404 })
})

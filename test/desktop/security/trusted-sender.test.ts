import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

test.each([
  ['another page', { url: 'https://evil.example/', parent: null }],
  ['a page whose address begins alike', { url: 'vestibule://app.evil.example/', parent: null }],
  ['a frame inside our page', { url: 'vestibule://app/', parent: {} }],
  ['a file', { url: 'file:///index.html', parent: null }],
  ['a frame that is gone', null],
])('refuses a call from %s', async (_name, frame) => {
  const answer = await desktop().order({ do: 'forge', frame, method: 'app.status', input: {} })
  expect(answer).toMatchObject({ ok: false, error: { code: 'app/foreign-sender' } })
})

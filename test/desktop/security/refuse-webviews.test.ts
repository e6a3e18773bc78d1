import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

test('a page embeds no other page with rights of its own', async () => {
  const answer = await desktop().order({ do: 'contents-event', event: 'will-attach-webview', args: [{}, {}] })
  expect(answer).toMatchObject({ prevented: true })
})

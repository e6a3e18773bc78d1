import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

test('windows are never opened; only web addresses go to the user’s browser', async () => {
  for (const url of ['https://camera.home/', 'file:///etc/passwd', 'javascript:alert(1)', 'smb://evil/share'])
    expect(await desktop().order({ do: 'open', url })).toEqual({ action: 'deny' })
  expect((await desktop().record()).openedOutside).toEqual(['https://camera.home/'])
})

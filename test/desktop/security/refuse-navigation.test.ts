import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

test.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])(
  '%s to anywhere else is refused',
  async (event) => {
    for (const url of ['https://evil.example/', 'file:///etc/passwd', 'vestibule://app.evil/', 'javascript:alert(1)'])
      expect(await desktop().order({ do: 'navigate', event, url })).toBe(true)
    expect(await desktop().order({ do: 'navigate', event, url: 'vestibule://app/index.html' })).toBe(false)
  },
)

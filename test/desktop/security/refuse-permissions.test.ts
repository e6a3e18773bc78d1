import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

test.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'hid', 'fullscreen'])(
  'permission %s is refused',
  async (permission) => {
    expect(await desktop().order({ do: 'permission', permission })).toEqual({
      granted: false,
      checked: false,
      device: false,
    })
  },
)

import { z } from 'zod'

/** Every screen, in the order of the rail. */
export const screens = [
  'welcome',
  'home',
  'devices',
  'sites',
  'activity',
  'diagnostics',
  'authority',
  'settings',
] as const
export type Screen = (typeof screens)[number]

/**
 * Where something is shown in the interface: `#/SCREEN`, `#/SCREEN/ID`, `#/SCREEN?KEY=VALUE`. Plain on purpose, because
 * addresses also come from outside, in links of the operating system.
 */
export const Address = z
  .string()
  .max(200)
  .regex(new RegExp(`^#/(?:${screens.join('|')})(?:/[A-Za-z0-9_-]{1,64})?(?:\\?[a-z]{1,16}=[A-Za-z0-9_-]{1,64})?$`))

/** Every screen, in the order of the rail. */
export const screens = [
  'welcome',
  'home',
  'devices',
  'sites',
  'activity',
  'diagnostics',
  'authority',
  'servers',
  'settings',
] as const
export type Screen = (typeof screens)[number]

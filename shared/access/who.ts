/** The lists of a rule that say whose certificate is meant. */
export const whoLists = [
  'devices',
  'groups',
  'commonNames',
  'organizations',
  'units',
  'authorities',
  'fingerprints',
] as const

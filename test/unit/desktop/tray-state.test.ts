import { expect, test } from 'vitest'
import { judgeTray, type TrayFacts } from '../../../electron/desktop/tray-state.ts'
import { desktop } from '../../../shared/messages/compiled/en/desktop.ts'

const open = { name: 'Camera', enabled: true, state: 'running' as const }
const stopped = { name: 'NAS', enabled: false, state: 'stopped' as const }
const failed = { name: 'Router', enabled: true, state: 'failed' as const }
const calm: TrayFacts = { gateFailed: false, sites: [open, stopped], refused: 0, expiring: 0 }

test.each<[string, Partial<TrayFacts>, string, string]>([
  ['all is well', {}, 'good', 'One site is open'],
  ['there is no site', { sites: [] }, 'good', 'No site is open'],
  ['a certificate ends soon', { expiring: 1 }, 'expiring', 'One certificate expires soon'],
  ['somebody was refused', { expiring: 1, refused: 3 }, 'refused', '3 knocks were refused since you looked'],
  ['a site does not run', { sites: [open, failed], refused: 3 }, 'down', 'Router is not running'],
  ['two sites do not run', { sites: [failed, failed] }, 'down', '2 sites are not running'],
  ['the gate does not run', { gateFailed: true, sites: [failed] }, 'down', 'No site is open: the gate does not run'],
])('%s', (_name, facts, state, text) => {
  expect(judgeTray({ ...calm, ...facts }, desktop)).toEqual({ state, text })
})

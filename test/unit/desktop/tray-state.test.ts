import { expect, test } from 'vitest'
import type { SiteFacts } from '../../../shared/verdict/site-verdict.ts'
import { judgeTray, type TrayFacts } from '../../../electron/desktop/tray-state.ts'
import { desktop } from '../../../shared/messages/compiled/en/desktop.ts'

const at = '2026-11-30T00:00:00.000Z'
const problem = { code: 'site/port-taken', values: {} }
const open: SiteFacts = {
  id: 's1',
  name: 'Camera',
  enabled: true,
  state: 'running',
  problem: null,
  mode: 'pages',
  observe: false,
  rules: [],
  health: null,
  warnings: [],
  redirects: [],
  certificateFiles: null,
  certificate: {
    source: 'authority',
    serial: '01',
    fingerprint: 'AB',
    subject: 'CN=a',
    issuer: 'CN=b',
    names: [],
    notBefore: at,
    notAfter: at,
    renewsAt: null,
    ocsp: null,
  },
}
const stopped: SiteFacts = { ...open, name: 'NAS', enabled: false, state: 'stopped' }
const failed: SiteFacts = { ...open, name: 'Router', state: 'failed', problem }
const stuck: SiteFacts = {
  ...open,
  health: {
    state: 'silent',
    since: at,
    checkedAt: at,
    milliseconds: null,
    status: null,
    problem: { ...problem, code: 'site/upstream-untrusted' },
    refusing: null,
  },
}
const calm: TrayFacts = { gateFailed: false, sites: [open, stopped], refused: 0, expiring: 0 }

test.each<[string, Partial<TrayFacts>, string, string]>([
  ['all is well', {}, 'good', 'One site is open'],
  ['there is no site', { sites: [] }, 'good', 'No site is open'],
  ['a certificate ends soon', { expiring: 1 }, 'expiring', 'One certificate expires soon'],
  ['somebody was refused', { expiring: 1, refused: 3 }, 'refused', '3 knocks were refused since you looked'],
  ['a site does not run', { sites: [open, failed], refused: 3 }, 'down', 'Router is not running'],
  ['two sites do not run', { sites: [failed, failed] }, 'down', '2 sites are not running'],
  ['a site observes', { sites: [{ ...open, observe: true }], refused: 3 }, 'down', 'Camera stands open'],
  ['the device behind is not trusted', { sites: [stuck] }, 'down', 'Nobody gets through at Camera'],
  ['the gate does not run', { gateFailed: true, sites: [failed] }, 'down', 'No site is open: the gate does not run'],
])('%s', (_name, facts, state, text) => {
  expect(judgeTray({ ...calm, ...facts }, desktop)).toEqual({ state, text })
})

import type { FixAction } from '../../shared/contract/fix.ts'
import { to } from '../data/route.ts'

/** The screen on which something is mended; null for what a button does at once. */
export function fixAddress(fix: FixAction): string | null {
  switch (fix.kind) {
    case 'edit-site':
    case 'start-site':
      return to('sites', fix.siteId)
    case 'trust-upstream':
      return to('sites', fix.siteId, { trust: '1' })
    case 'diagnose-site':
      return to('diagnostics', 'site', { site: fix.siteId, run: '1' })
    case 'trust-authority':
    case 'set-site':
      return to('sites', fix.siteId)
    case 'renew-device':
    case 'export-compatible':
      return to('devices', fix.deviceId)
    case 'save-chain':
      return null
  }
}

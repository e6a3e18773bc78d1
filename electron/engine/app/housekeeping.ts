import { refreshCrls } from '../authority/revocation.ts'
import { renewManageCertificate } from '../manage/certificate.ts'
import { renewServerCertificates } from '../site/certificate/renew.ts'
import type { OpenVault } from '../store/vault.ts'
import type { Context, Housekeeping } from './context.ts'

export function createHousekeeping(context: Context): Housekeeping {
  const after = async (before: Promise<void>, open: OpenVault): Promise<void> => {
    await before
    await refreshCrls(context, open).catch(() => undefined)
    await renewServerCertificates(context, open).catch(() => undefined)
    await context.acmeServer.upkeep(open).catch(() => undefined)
    await renewManageCertificate(context, open).catch(() => undefined)
  }
  // One after the other: two at once would renew everything twice.
  let last: Promise<void> = Promise.resolve()
  const run = (open: OpenVault): Promise<void> => {
    last = after(last, open)
    return last
  }
  return {
    run,
    check() {
      void context.acmeServer.look().catch(() => undefined)
      const open = context.vault.peek()
      if (open) void run(open)
    },
    idle: () => last,
  }
}

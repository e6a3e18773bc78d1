import { LogAddresses } from '../../../shared/contract/log.ts'
import type { Store } from '../store/index.ts'

/** What the owner chose; unknown means the careful middle. */
export function chosenAddresses({ settings }: Pick<Store, 'settings'>): LogAddresses {
  const chosen = settings.text('log-addresses')
  return LogAddresses.options.find((one) => one === chosen) ?? 'shortened'
}

import type { ClockChange } from '../../../shared/contract/app.ts'
import type { Problem } from '../../../shared/transport.ts'
import type { AppEvent } from '../../../shared/contract/index.ts'

/** Tells the owner what is worth it, once and not too often. */
export interface Notices {
  /** Judges an event of this engine. */
  hear(event: AppEvent): void
  /** Looks at everything that ends. */
  check(): void
  clockSet(change: ClockChange): void
  notRemembered(): void
  /** There is a newer version. */
  updateAvailable(version: string): void
  /** A scheduled backup could not be made, or is missing. */
  backupFailed(problem: Problem): void
  /** A machine wants a certificate of the ACME server. */
  acmeAsked(request: { readonly address: string; readonly names: readonly string[] }): void
  /** Somebody gives wrong passphrases, so many by now. */
  wrongPassphrases(count: number): void
}

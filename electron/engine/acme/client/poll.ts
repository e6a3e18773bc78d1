import type { z } from 'zod'
import { AppError } from '../../../../shared/errors/index.ts'
import type { Session } from './session.ts'

/** The first question comes this soon after the request; each further one later, by a half. Milliseconds. */
const FIRST_POLL_MS = 150
const MAX_POLL_MS = 5000
/** An authority that needs longer is asked again with the next attempt. Milliseconds. */
const POLL_TIMEOUT_MS = 5 * 60_000

/**
 * Asks for an object until it is settled (RFC 8555 §7.5.1): as often as the authority says (Retry-After), else in growing
 * intervals. @throws AppError acme/order-slow
 */
export async function poll<T extends z.ZodObject<{ status: z.ZodString }>>(
  session: Session,
  url: string,
  schema: T,
  settled: (value: z.output<T>) => boolean,
): Promise<z.output<T>> {
  const begun = performance.now()
  let delay = FIRST_POLL_MS
  for (;;) {
    await session.wait(delay)
    const { value, retryAfterMs } = await session.get(url, schema)
    if (settled(value)) return value
    delay = retryAfterMs ?? Math.min(delay * 1.5, MAX_POLL_MS)
    if (performance.now() - begun + delay > POLL_TIMEOUT_MS) {
      throw new AppError('acme/order-slow', { host: session.host, status: (value as { status: string }).status })
    }
  }
}

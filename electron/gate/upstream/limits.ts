import { CLOSED } from '../../../shared/upstream-causes.ts'

/** Milliseconds for which a request goes on waiting for a place while the upstream refuses more connections. */
export const QUEUE_TIMEOUT_MS = 10_000
/** A queue in which nothing has moved for so long is left: the limit may be a wrong guess. Milliseconds. */
export const QUEUE_STALL_MS = 300
/** A connection that waits so long for its first byte may have an idle one closed, however many are served. */
export const PATIENT_GRACE_MS = 500
/** A connection that is logged in keeps its place for so long after a request. Milliseconds. */
export const LOGGED_IN_GRACE_MS = 1000
/**
 * An idle connection goes on to another visitor only after so long: what an upstream sends behind its response must not
 * be the beginning of somebody else's. Milliseconds.
 */
export const QUARANTINE_MS = 10
/** An upstream that has answered within so long is there, though it refuses a connection. Milliseconds. */
export const PRESENCE_MS = 1000
/** Attempts that end without a byte while others are open, until the request fails. */
export const MAX_ATTEMPTS = 3
/** How it shows that a connection was ended by the upstream. */
export const ENDED = new Set(['ECONNRESET', 'EPIPE', CLOSED])
/** What an upstream without a free place does to a new connection. */
export const REFUSED = new Set([...ENDED, 'ECONNREFUSED', 'ETIMEDOUT'])

/**
 * How a page shows that it belongs to a session, over the WebSocket of the interface in a browser. The one-time address
 * leads to `/?enter=CLAIM`; the page sends `{ claim }` as its first message and gets `{ session: { token } }`, which it
 * keeps for this origin and tab. Whenever it connects again it sends `{ token }` and gets `{ session: {} }`.
 *
 * Through the gate the device's certificate proves more than a token does: there the page sends an empty token.
 */

/** Name of the claim in the query. */
export const CLAIM_PARAMETER = 'enter'

/** Close code (RFC 6455 §7.4.2: 4000 to 4999 are private): not, or no longer, let in. A new address is needed. */
export const SESSION_OVER = 4401

/** Where the page about an expired certificate sends its request for a new one. The gate's own: never forwarded. */
export const RENEWAL_PATH = '/.well-known/vestibule/renew'

let second = 0
let text = ''

/** The Date of now (RFC 9110 §6.6.1): what is passed on without one gets it. */
export function httpDate(): string {
  const now = Math.trunc(Date.now() / 1000)
  if (now !== second) {
    second = now
    text = new Date(now * 1000).toUTCString()
  }
  return text
}

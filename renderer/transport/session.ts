import { CLAIM_PARAMETER } from '../../shared/session-protocol.ts'

/** What a page shows first: the claim of a one-time address, or the token of a session that it belongs to already. */
export type Proof = { readonly claim: string } | { readonly token: string }

/** The session that this page belongs to. */
export interface PageSession {
  /** Null when the page belongs to none. */
  proof(): Promise<Proof | null>
  /** The server has accepted the proof; it gives a token for a claim. */
  accepted(token: string | undefined): void
  /** The session is over. */
  over(): void
}

/** In the storage and the channel of exactly this origin; no other port sees them. */
const NAME = 'vestibule-session'
/** How long another tab is waited for. It answers at once, or there is none. Milliseconds. */
const OTHER_TAB_TIMEOUT_MS = 400

/** Takes the claim out of the address, which goes into the history of the browser. */
function takeClaim(): string | null {
  const parameters = new URLSearchParams(window.location.search)
  const claim = parameters.get(CLAIM_PARAMETER)
  if (claim === null) return null
  parameters.delete(CLAIM_PARAMETER)
  const rest = parameters.size > 0 ? `?${parameters.toString()}` : ''
  window.history.replaceState(window.history.state, '', `${window.location.pathname}${rest}${window.location.hash}`)
  return claim
}

/** Asks the tabs that are open: a token lies in the storage of one tab. */
function askOtherTabs(channel: BroadcastChannel): Promise<string | null> {
  return new Promise((resolve) => {
    const end = (token: string | null): void => {
      clearTimeout(timer)
      channel.removeEventListener('message', onMessage)
      resolve(token)
    }
    const onMessage = ({ data }: MessageEvent<{ token?: unknown }>): void => {
      if (typeof data.token === 'string') end(data.token)
    }
    const timer = setTimeout(() => end(null), OTHER_TAB_TIMEOUT_MS)
    channel.addEventListener('message', onMessage)
    channel.postMessage({ ask: true })
  })
}

/** Of a page that came through the gate: its certificate proves whom it belongs to, whichever tab it is. */
export function createDeviceSession(): PageSession {
  return { proof: async () => ({ token: '' }), accepted: () => undefined, over: () => undefined }
}

/**
 * Keeps the token where browsers send it to nobody: a cookie would go to every port of this address. Another tab of this
 * browser is let in by the tabs that are open.
 */
export function createPageSession(): PageSession {
  let claim = takeClaim()
  const channel = new BroadcastChannel(NAME)
  const stored = (): string | null => window.sessionStorage.getItem(NAME)
  channel.addEventListener('message', ({ data }: MessageEvent<{ ask?: unknown }>) => {
    const token = stored()
    if (data.ask === true && token !== null) channel.postMessage({ token })
  })
  return {
    async proof() {
      if (claim !== null) return { claim }
      const token = stored() ?? (await askOtherTabs(channel))
      return token === null ? null : { token }
    },
    accepted(token) {
      claim = null
      if (token !== undefined) window.sessionStorage.setItem(NAME, token)
    },
    over() {
      claim = null
      window.sessionStorage.removeItem(NAME)
    },
  }
}

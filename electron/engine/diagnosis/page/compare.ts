import { askPage, type AskedPage, type PageAnswer } from './ask.ts'
import { finding, objection, readError, type AskedSite, type Finding } from './read.ts'

/** How the door asks the device, as far as it can be asked otherwise. */
export interface DoorHeaders {
  /** Bytes that the door adds about the visitor's certificate. */
  readonly identityBytes: number
  readonly forwarded: boolean
  /** The Host that it is asked for. */
  readonly host: string
}

const failed = ({ answer }: AskedPage): boolean => answer === null || answer.status >= 400
/** A login that is asked for is an answer to everybody. */
const refused = (asked: AskedPage): boolean => failed(asked) && asked.answer?.status !== 401

/**
 * Asks the device itself, as the door does and with one thing left out at a time: what changes its answer is what it
 * objects to, whatever words it has for that. Nothing secret is sent, and no certificate is judged.
 * @param shown what visitors get; null when only the device is asked
 */
export async function compareAnswers(
  shown: PageAnswer | null,
  site: AskedSite,
  door: DoorHeaders,
  signal?: AbortSignal,
): Promise<Finding | null> {
  const { upstream, url } = site
  const ask = (leaveOut: 'nothing' | 'forwarded' | 'identity' | 'host' | 'all'): Promise<AskedPage> =>
    askPage(upstream, {
      signal,
      headers: {
        ...(leaveOut === 'host' || leaveOut === 'all' ? {} : { host: door.host }),
        ...(leaveOut === 'forwarded' || leaveOut === 'all' || !door.forwarded
          ? {}
          : {
              'x-forwarded-for': '192.0.2.1',
              'x-forwarded-proto': 'https',
              'x-forwarded-host': url.host,
              'x-real-ip': '192.0.2.1',
            }),
        ...(leaveOut === 'identity' || leaveOut === 'all' || door.identityBytes === 0
          ? {}
          : { 'client-cert': `:${'A'.repeat(door.identityBytes)}:` }),
      },
    })
  const asDoor = await ask('nothing')
  const { answer } = asDoor
  if (!refused(asDoor)) return null
  const status = answer?.status ?? shown?.status ?? 0
  const address = answer?.localAddress ?? shown?.localAddress ?? '<IP>'
  const details = { status, host: url.host, address }
  // By its words first: they say more than a comparison can, but for the address, which only this connection knows.
  if (answer) {
    const said = readError(answer, site)
    if (said.problem.code !== 'answer/refuses-everybody') return said
  }
  // One after the other: small devices serve one connection at a time.
  if (door.identityBytes > 0 && !failed(await ask('identity')))
    return objection(site, 'answer/headers-too-large', details)
  if (door.forwarded && !failed(await ask('forwarded'))) return finding(site, 'answer/proxy-untrusted', details)
  if (!failed(await ask('host'))) return objection(site, 'answer/host-refused', details)
  if (!failed(await ask('all'))) return objection(site, 'answer/host-refused', details)
  if (answer === null) return null
  if (status === 404 || status === 410) return finding(site, 'answer/nothing-there', details)
  return finding(site, status >= 500 ? 'answer/device-failed' : 'answer/device-refuses', details)
}

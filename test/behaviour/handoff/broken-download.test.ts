import { randomBytes } from 'node:crypto'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openLink, type Link, type LinkProgress } from '../../../electron/engine/device/handoff/link.ts'
import { rawRequest } from '../../support/raw-http.ts'

// More than the buffers of a connection hold, so that the end is not sent while nobody reads.
const bytes = randomBytes(32 * 1_048_576)
const progress: LinkProgress[] = []
let link: Link

afterEach(() => link.close())

/** Reads the first bytes of an answer, then hangs up. */
function hangUp(url: string): Promise<void> {
  const { hostname, port, pathname, host } = new URL(url)
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), hostname, () =>
      socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
    )
    socket.once('data', () => {
      socket.pause()
      socket.resetAndDestroy()
      resolve()
    })
  })
}

test('a download that breaks off has not used the link up, and while it runs nobody else gets the file', async () => {
  link = await openLink({
    address: '127.0.0.1',
    port: 0,
    platform: 'android',
    files: [{ name: 'a.pfx', mediaType: 'application/x-pkcs12', bytes, kind: 'identity' }],
    page: () => '',
    onProgress: (news) => progress.push(news),
    now: Date.now,
    until: Date.now() + 600_000,
  })
  const url = `${link.url}a.pfx`
  await hangUp(url)
  await expect.poll(async () => (await rawRequest(url, { method: 'HEAD' })).status).toBe(200)
  expect(progress).toEqual([])
  const answers = await Promise.all([rawRequest(url), rawRequest(url), rawRequest(url)])
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(2)
  expect(answers.find(({ status }) => status === 200)?.body.equals(bytes)).toBe(true)
  expect(progress).toEqual([{ what: 'taken', visitor: '127.0.0.1', both: false }])
})

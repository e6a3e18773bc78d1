import { describe, expect, test } from 'vitest'
import { useNotifyHouse } from '../../support/notify.ts'
import { said } from '../../support/said.ts'
import type { SmtpServer } from '../../support/smtp-server.ts'

const SECRET = 'correct horse battery'
const house = useNotifyHouse()

test.each(['smtp', 'smtps'] as const)('by mail over %s: the password goes over TLS only', async (scheme) => {
  const server = await house.mailServer({ implicit: scheme === 'smtps' })
  await house.add({
    kind: 'mail',
    to: 'me@example.org, you@example.org',
    server: `${scheme}://localhost:${server.port}`,
    user: 'me@example.org',
    secret: SECRET,
    ca: server.ca,
  })
  await house.refuse('Phone')
  await expect.poll(() => server.messages.length).toBe(1)
  expect(server.commands.filter((one) => one.includes('AUTH'))).toEqual([
    `tls AUTH PLAIN ${Buffer.from(`\0me@example.org\0${SECRET}`).toString('base64')}`,
  ])
  expect(server.messages[0]).toContain('To: me@example.org, you@example.org')
  expect(server.messages[0]).toMatch(/^Subject: Phone was refused/m)
  expect(server.messages[0]).toContain('The certificate of =E2=80=9CPhone=E2=80=9D')
})

describe('a mail server', () => {
  const mail = (server: SmtpServer, more = {}) =>
    house.add({
      kind: 'mail',
      to: 'me@example.org',
      server: `smtp://localhost:${server.port}`,
      user: 'me',
      secret: SECRET,
      ca: server.ca,
      ...more,
    })
  const sent = () => house.test('mail')

  test('without STARTTLS gets neither the password nor the mail', async () => {
    const server = await house.mailServer({ offersStartTls: false })
    await mail(server)
    expect(await sent()).toMatch(/^notify\//)
    expect(server.commands.filter((one) => !/EHLO|STARTTLS|QUIT/.test(one))).toEqual([])
    expect(server.messages).toEqual([])
  })

  test('with a certificate that nobody vouches for gets neither', async () => {
    const server = await house.mailServer()
    await mail(server, { ca: undefined })
    expect(await sent()).toBe('notify/certificate')
    expect(server.commands.filter((one) => one.startsWith('tls'))).toEqual([])
  })

  test('that refuses the login says so without the password', async () => {
    const server = await house.mailServer({
      answers: (command) => (command.startsWith('AUTH') ? `535 no ${SECRET}` : undefined),
    })
    await mail(server)
    expect(await sent()).toBe('notify/denied')
    expect(JSON.stringify(await house.channel('mail'))).not.toContain(SECRET)
  })

  test('that refuses the recipient says why, and repeats no secret', async () => {
    const server = await house.mailServer({
      answers: (command) => (command.startsWith('RCPT') ? `550 no such user ${SECRET}` : undefined),
    })
    await mail(server)
    expect(await sent()).toBe('notify/mail')
    const { problem } = said(await house.channel('mail'))
    expect(problem?.message).toContain('550 no such user …')
    expect(JSON.stringify(problem)).not.toContain(SECRET)
  })

  test('that falls silent in the middle is left after its time', async () => {
    await house.reopen({ notifyTimeoutMs: 1000 })
    const server = await house.mailServer({ answers: (command) => (command.startsWith('MAIL') ? null : undefined) })
    await mail(server)
    expect(await sent()).toBe('notify/unreachable')
  })

  test('on this computer takes mail without TLS and without a login', async () => {
    const server = await house.mailServer({ offersStartTls: false })
    expect(await mail(server, { user: undefined, secret: undefined })).toMatchObject({ encrypted: false })
    expect(await sent()).toBe('sent')
    expect(server.messages).toHaveLength(1)
  })
})

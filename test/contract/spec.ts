import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, type Client } from '../../shared/client.ts'
import type { AppEvent } from '../../shared/contract/index.ts'
import { FailureError } from '../../shared/errors/failure-error.ts'
import type { Transport } from '../../shared/transport.ts'
import { PASSPHRASE } from '../support/engine.ts'

export interface OpenTransport {
  readonly transport: Transport
  close(): Promise<void>
}

async function failureOf(promise: Promise<unknown>): Promise<FailureError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof FailureError)) throw new Error('expected a FailureError')
  return error
}

/** What every way into the engine must do alike. `open` gives a transport to an engine on an empty folder. */
export function contractSpec(name: string, open: () => Promise<OpenTransport>): void {
  describe(`the contract over ${name}`, () => {
    let opened: OpenTransport
    let client: Client
    const events: AppEvent[] = []
    beforeAll(async () => {
      opened = await open()
      client = createClient(opened.transport)
      opened.transport.subscribe((event) => events.push(event))
    })
    afterAll(async () => {
      await opened.close()
    })

    test('answers a call with a value', async () => {
      expect(await client.call('app.status', {})).toMatchObject({ empty: true, locked: true })
    })

    test('fills in defaults and does what is asked', async () => {
      const authority = await client.call('authority.create', {
        name: '  Family  ',
        passphrase: PASSPHRASE,
        key: 'p256',
      })
      expect(authority).toMatchObject({ name: 'Family', kind: 'own', keyType: 'p256' })
      const device = await client.call('device.add', { name: 'عائلة 🚪 "quoted"', key: 'p256' })
      expect(device).toMatchObject({ name: 'عائلة 🚪 "quoted"', platform: 'iphone', status: 'waiting' })
    })

    test('tells every window what changed', async () => {
      const device = await client.call('device.add', { name: 'Bob', key: 'p256' })
      await expect
        .poll(() => events.some((one) => one.event === 'device.changed' && one.payload.id === device.id))
        .toBe(true)
    })

    test('carries files as base64', async () => {
      const exported = await client.call('device.export', { device: 'Bob' })
      // PFX ::= SEQUENCE, RFC 7292 §4.
      expect(Buffer.from(exported.base64, 'base64')[0]).toBe(0x30)
      expect(exported.password).toBeTypeOf('string')
    })

    test('refuses wrong input by the name of the field', async () => {
      const error = await failureOf(client.call('device.add', { name: '' }))
      expect(error.code).toBe('app/invalid-input')
      expect(error.message).toContain('name')
      const unknown = { name: 'A', colour: 'red' } as { name: string }
      expect((await failureOf(client.call('device.add', unknown))).code).toBe('app/invalid-input')
    })

    test('refuses a method that does not exist, also one that objects have', async () => {
      for (const method of ['device.explode', 'constructor', '__proto__', 'toString']) {
        expect(await opened.transport.call(method as 'app.status', {})).toMatchObject({
          ok: false,
          error: { code: 'app/unknown-method' },
        })
      }
    })

    test('carries expected failures with code, message and remedy', async () => {
      const error = await failureOf(client.call('device.show', { device: 'nobody' }))
      expect(error).toMatchObject({ code: 'device/not-found', message: 'There is no device called “nobody”.' })
      expect(error.remedy).not.toBe('')
    })

    test('keeps calls apart that run at the same time', async () => {
      const answers = await Promise.all(
        ['10', '18', '21', '23', '26'].map((query) => client.call('diagnosis.code', { query })),
      )
      expect(answers.map((one) => one.number)).toEqual([10, 18, 21, 23, 26])
    })
  })
}

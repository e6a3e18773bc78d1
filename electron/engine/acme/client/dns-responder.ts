import { setTimeout as sleep } from 'node:timers/promises'
import type { DnsProvider } from '../dns/provider.ts'
import { waitForRecords } from '../dns/propagation.ts'
import { dnsName, dnsValue, type Responder } from './challenge.ts'

/** A record that was added, for removing it, also after a kill. */
export interface DnsRecord {
  readonly name: string
  readonly value: string
}

export interface DnsResponderOptions {
  readonly provider: DnsProvider
  readonly resolvers: readonly string[] | null
  /** Milliseconds. */
  readonly propagationMs: number
  /** Records that may be there now: called before one is added and after one was removed. */
  readonly onRecords: (records: readonly DnsRecord[]) => void
  /** Those that an attempt before left. */
  readonly leftOver: readonly DnsRecord[]
}

const REMOVE_TRIES = 3
const REMOVE_PAUSE_MS = 2000

/** Answers dns-01 with a provider. */
export function dnsResponder(options: DnsResponderOptions): Responder {
  const { provider } = options
  let records: readonly DnsRecord[] = options.leftOver
  const keep = (next: readonly DnsRecord[]): void => {
    records = next
    options.onRecords(next)
  }
  const remove = async (record: DnsRecord): Promise<void> => {
    for (let tries = 1; tries <= REMOVE_TRIES; tries += 1) {
      try {
        await provider.remove(record.name, record.value)
        keep(records.filter((one) => one !== record))
        return
      } catch {
        // A record that stays harms nobody; it is tried again with the next order.
        if (tries < REMOVE_TRIES) await sleep(REMOVE_PAUSE_MS)
      }
    }
  }
  return {
    type: 'dns-01',
    atOnce: provider.single ? 1 : 100,
    async publish(tasks, signal) {
      const wanted = tasks.map((task) => ({ name: dnsName(task), value: dnsValue(task) }))
      for (const old of options.leftOver) if (!wanted.some((one) => one.value === old.value)) await remove(old)
      keep([...records, ...wanted])
      const withdraw = async (): Promise<void> => {
        // The program is stopping: they are written down, and removed with the next order.
        if (signal.aborted) return
        for (const record of wanted) await remove(record)
      }
      try {
        for (const { name, value } of wanted) await provider.add(name, value)
        for (const name of new Set(wanted.map((one) => one.name))) {
          const values = wanted.filter((one) => one.name === name).map((one) => one.value)
          await waitForRecords({ name, values, resolvers: options.resolvers, timeoutMs: options.propagationMs, signal })
        }
      } catch (error) {
        await withdraw()
        throw error
      }
      return withdraw
    },
  }
}

import { z } from 'zod'
import { Instant } from './common.ts'
import { method } from './method.ts'

export const LogLevel = z.enum(['error', 'warn', 'info'])
export type LogLevel = z.infer<typeof LogLevel>

/** How addresses of visitors are written: whole, to their network (IPv4 /24, IPv6 /48), or not at all. */
export const LogAddresses = z.enum(['whole', 'shortened', 'none'])
export type LogAddresses = z.infer<typeof LogAddresses>

/** One line of the program log, in English: logs are read by whoever helps. */
export const LogEntry = z.strictObject({
  at: Instant,
  level: LogLevel,
  /** Which part of the program it is about: `engine`, `gate`, `site`, … */
  area: z.string(),
  text: z.string(),
})
export type LogEntry = z.infer<typeof LogEntry>

export const log = {
  /** The last lines, oldest first. `level`: only those that are at least so serious. */
  'log.read': method(
    z.strictObject({ lines: z._default(z.int().min(1).max(2000), 200), level: z._default(LogLevel, 'info') }),
    z.array(LogEntry),
  ),
  /** What helps whoever looks into a report: versions, state, and the last lines of the log. Without secrets. */
  'log.report': method(z.strictObject({}), z.strictObject({ text: z.string() })),
} as const

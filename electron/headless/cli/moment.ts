import { text, UsageError, type CommandContext } from './command.ts'

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * A point in time as people write it: `2026-11-21`, `2026-11-21T08:00` with or without zone, or how long ago: `2h`, `3d`.
 * @returns ISO 8601 @throws UsageError
 */
export function moment(context: CommandContext, name: string): string | undefined {
  const value = text(context, name)
  if (value === undefined) return undefined
  const [, amount = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(value) ?? []
  const at = amount === '' ? Date.parse(value) : Date.now() - Number(amount) * (UNITS[unit] ?? 0)
  if (Number.isNaN(at)) throw new UsageError(`--${name} must be a date, a time or how long ago: 2026-11-21T08:00, 3d`)
  return new Date(at).toISOString()
}

import { Button } from '@mantine/core'
import type { Site } from '../../shared/contract/site.ts'
import type { Failure } from '../../shared/transport.ts'
import { useAction } from '../data/hooks.ts'
import { ErrorNotice } from '../ui/Notice.tsx'
import { useWords } from '../words/index.ts'

/** The free port that the engine found when another one could not be opened; null for other failures. */
export function freePortOf(failure: Pick<Failure, 'code' | 'values'> | null | undefined): number | null {
  const { code, values } = failure ?? {}
  if (code !== 'site/port-taken' && code !== 'site/port-forbidden') return null
  const free = Number(values?.['free'])
  return Number.isInteger(free) && free > 0 ? free : null
}

/** The same address with another port. */
export function withPort(listen: string, port: number): string {
  return `${listen.slice(0, listen.lastIndexOf(':'))}:${port}`
}

/** One click from a port that cannot be opened to one that can; nothing where the failure is another one. */
export function UseFreePort({ site }: { site: Site }) {
  const { next } = useWords()
  const set = useAction('site.set')
  const port = freePortOf(site.problem)
  if (port === null) return null
  return (
    <>
      <Button
        size="xs"
        loading={set.busy}
        onClick={() => void set.run({ site: site.id, listen: withPort(site.listen, port) })}
      >
        {next.port({ port })}
      </Button>
      <ErrorNotice error={set.error} />
    </>
  )
}

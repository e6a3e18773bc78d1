import { Button } from '@mantine/core'
import type { Site } from '../../../../shared/contract/site.ts'
import { useAction, useNow } from '../../../data/hooks.ts'
import { ErrorNotice, Note } from '../../../ui/Notice.tsx'
import { Waiting } from '../../../ui/parts.tsx'
import { useWords } from '../../../words/index.ts'
import { relative } from '../../../words/time.ts'

/** How an order at an ACME authority stands, while it is not in force or the last attempt failed. */
export function AcmeState({ site }: { site: Site }) {
  const { common, doors, failure } = useWords()
  const words = doors.certificate.acme
  const now = useNow()
  const order = useAction('site.acme.order')
  const { acme } = site.certificate
  if (acme === null || acme.state === 'issued') return null
  const { host } = new URL(acme.directory)
  const { lastFailure, nextCheck } = acme
  const problem = lastFailure && failure(lastFailure.problem)
  const next = nextCheck === null ? null : words.next({ when: relative(nextCheck, now, common.justNow) })
  return (
    <>
      {lastFailure && problem ? (
        <Note>
          <strong>{words.failed({ host, when: relative(lastFailure.at, now, common.justNow) })}</strong>
          <p>
            {problem.message} {problem.remedy} {next}
          </p>
        </Note>
      ) : (
        <p style={{ margin: 0 }}>
          {words.pending({ host })} {next}
        </p>
      )}
      {order.busy && <Waiting words={words.trying} />}
      <ErrorNotice error={order.error} />
      <div>
        <Button size="xs" variant="default" loading={order.busy} onClick={() => void order.run({ site: site.id })}>
          {words.tryNow}
        </Button>
      </div>
    </>
  )
}

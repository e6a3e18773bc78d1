import type { Output } from '../../../shared/contract/index.ts'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

type Checks = Output<'site.acme.check'>

/** What is in the way of an order, as far as it can be seen from here. */
export function AcmeChecks({ checks }: { checks: Checks }) {
  const { doors, failure } = useWords()
  return checks.map(({ what, name, problem, certain }) => {
    if (problem === null) return null
    const key = `${what} ${name ?? ''}`
    if (certain) return <ErrorNotice key={key} error={problem} />
    const { message, remedy } = failure(problem)
    return (
      <Note key={key}>
        <strong>{message}</strong>
        <p>
          {remedy} {doors.certificate.acme.unsure}
        </p>
      </Note>
    )
  })
}

import { Button } from '@mantine/core'
import type { Imported } from '../../../shared/contract/authority.ts'
import { StatusSentence } from '../../ui/Status.tsx'
import { useWords } from '../../words/index.ts'

/** What an import brought, and what could not be used. */
export function CameIn({ imported, onDone }: { imported: Imported; onDone: () => void }) {
  const { authority, common, failure } = useWords()
  const words = authority.cameIn
  const { devices, keys, servers, revoked, problems } = imported
  return (
    <div className="stack">
      <StatusSentence tone="good" words={words.done(imported.authority.name)} />
      {devices + servers + revoked > 0 && <p>{words.counts(devices, keys, servers, revoked)}</p>}
      {problems.length > 0 && (
        <section className="stack-tight">
          <h3 className="section-title">{words.problems}</h3>
          {problems.map((problem) => {
            const { message, remedy } = failure(problem)
            return (
              <p key={`${problem.file} ${problem.code} ${message}`} style={{ margin: 0 }}>
                {problem.file !== '' && <strong>{problem.file}: </strong>}
                {message} <span className="dim">{remedy}</span>
              </p>
            )
          })}
        </section>
      )}
      <div>
        <Button onClick={onDone}>{common.close}</Button>
      </div>
    </div>
  )
}

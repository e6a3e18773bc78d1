import { Button } from '@mantine/core'
import type { Imported } from '../../../shared/contract/authority.ts'
import { StatusSentence } from '../../ui/Status.tsx'
import { useWords } from '../../words/index.ts'

/** What an import brought, and what could not be used. */
export function CameIn({ imported, onDone }: { imported: Imported; onDone: () => void }) {
  const { authority, common, failure, say } = useWords()
  const words = authority.cameIn
  const { devices, keys, servers, revoked, problems } = imported
  return (
    <div className="stack">
      <StatusSentence tone="good" words={words.done({ name: imported.authority.name })} />
      {devices + servers + revoked > 0 && <p>{words.counts({ devices, keys, servers, revoked })}</p>}
      {problems.length > 0 && (
        <section className="stack-tight">
          <h3 className="section-title">{words.problems}</h3>
          {problems.map((problem) => {
            const { message, remedy } = failure({ code: problem.code, values: problem.values })
            return (
              <p key={`${problem.file} ${problem.code} ${message}`} style={{ margin: 0 }}>
                {problem.file !== '' && <strong>{problem.file}: </strong>}
                {message} <span className="dim">{problem.remedy ? say(problem.remedy) : remedy}</span>
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

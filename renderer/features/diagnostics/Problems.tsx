import type { FileProblem } from '../../../shared/contract/diagnosis.ts'
import { useWords } from '../../words/index.ts'
import { Fix, type OnFixed } from './Fix.tsx'

/** What is wrong, what to do, and the button for it. */
export function Problems({ problems, onFixed }: { problems: readonly FileProblem[]; onFixed: OnFixed }) {
  const { failure } = useWords()
  return (
    <ul className="problems">
      {problems.map((problem) => {
        const { message, remedy } = failure(problem)
        return (
          <li key={`${problem.code} ${message}`}>
            <strong>{message}</strong>
            <p>{remedy}</p>
            <Fix action={problem.action} onDone={onFixed} />
          </li>
        )
      })}
    </ul>
  )
}

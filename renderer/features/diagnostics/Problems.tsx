import type { FileProblem } from '../../../shared/contract/diagnosis.ts'
import { Fix, type OnFixed } from './Fix.tsx'

/** What is wrong, what to do, and the button for it. */
export function Problems({ problems, onFixed }: { problems: readonly FileProblem[]; onFixed: OnFixed }) {
  return (
    <ul className="problems">
      {problems.map((problem) => (
        <li key={`${problem.code} ${problem.message}`}>
          <strong>{problem.message}</strong>
          <p>{problem.remedy}</p>
          <Fix action={problem.action} onDone={onFixed} />
        </li>
      ))}
    </ul>
  )
}

import type { ExportedFile } from '../../../shared/contract/export.ts'
import { Copyable } from '../../ui/Copyable.tsx'
import { useWords } from '../../words/index.ts'
import './handover.css'

/** The password of the file that was just made: in large type, to be typed on the device. */
export function Password({ file }: { file: Pick<ExportedFile, 'password'> }) {
  const { handoff } = useWords()
  if (file.password === undefined) return null
  return (
    <div className="password" aria-live="polite">
      <p className="section-title">{handoff.password}</p>
      <Copyable text={file.password} what={handoff.passwordWhat} />
      <p>{handoff.passwordOnce}</p>
    </div>
  )
}

import { Button } from '@mantine/core'
import { Note } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { Password } from './Password.tsx'
import type { ExportedFile } from '../../../shared/contract/export.ts'

/** The password in large type, to be typed on the device; then what form the file has, and the other one a click away. */
export function MadeFile(props: {
  made: Pick<ExportedFile, 'password' | 'profile' | 'reason' | 'warnings'>
  busy: boolean
  onOther: ((profile: 'compatible' | 'modern') => void) | undefined
}) {
  const { handoff, say } = useWords()
  const { made, busy, onOther } = props
  const other = made.profile === 'modern' ? 'compatible' : 'modern'
  return (
    <>
      <Password file={made} />
      {made.profile !== 'none' && (
        <p className="handover-hint">
          {handoff.made[made.profile]} {made.reason && say(made.reason)}
          {onOther && (
            <Button variant="subtle" size="compact-xs" disabled={busy} onClick={() => onOther(other)}>
              {handoff.otherForm[other]}
            </Button>
          )}
        </p>
      )}
      {made.warnings.length > 0 && <Note>{made.warnings.map(say).join(' ')}</Note>}
    </>
  )
}

import { Button } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Imported } from '../../../shared/contract/authority.ts'
import { useChosenFiles } from '../../data/files.ts'
import { useAction } from '../../data/hooks.ts'
import { DropZone } from '../../ui/DropZone.tsx'
import { ErrorNotice, Note } from '../../ui/Notice.tsx'
import { Waiting } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { CameIn } from './CameIn.tsx'

/** Somebody else's authority, whose devices a site may let in. */
export function Trust({ onDone }: { onDone: () => void }) {
  const { authority, common } = useWords()
  const words = authority.trust
  const trust = useAction('authority.trust')
  const chosen = useChosenFiles()
  const { files } = chosen
  const [imported, setImported] = useState<Imported>()
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const done = await trust.run({ files: [...files] })
    if (done) setImported(done)
  }
  if (imported) return <CameIn imported={imported} onDone={onDone} />
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <p className="dim">{words.lead}</p>
      <DropZone
        button={common.chooseFiles}
        label={words.files}
        hint={words.filesHint}
        chosen={files.map(({ name: one }) => one)}
        onFiles={chosen.choose}
      />
      {chosen.reading && <Waiting words={common.readingFiles} />}
      {chosen.unreadable && <Note>{common.unreadableFiles}</Note>}
      {trust.busy && <Waiting words={words.busy} />}
      <ErrorNotice error={trust.error} />
      <div>
        <Button type="submit" loading={trust.busy} disabled={files.length === 0}>
          {words.action}
        </Button>
      </div>
    </form>
  )
}

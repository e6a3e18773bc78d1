import { Anchor } from '@mantine/core'
import { useState } from 'react'
import { go, to } from '../../data/route.ts'
import { RestoreBackup } from '../../product/RestoreBackup.tsx'
import { useWords } from '../../words/index.ts'
import { CreateAuthority } from './CreateAuthority.tsx'

/** Step 1: a new authority, or everything from a backup. */
export function Begin() {
  const { restore: words } = useWords().backup
  const [restoring, setRestoring] = useState(false)
  return (
    <div className="stack">
      {restoring ? <RestoreBackup onDone={() => go(to('home'))} /> : <CreateAuthority />}
      <p>
        <Anchor component="button" type="button" underline="always" onClick={() => setRestoring(!restoring)}>
          {restoring ? words.back : words.have}
        </Anchor>
      </p>
    </div>
  )
}

import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { ConfigurationFile } from '../../../../shared/contract/site-export.ts'
import { bytesOf } from '../../../data/base64.ts'
import { useWords } from '../../../words/index.ts'

/** Comes first in the folder; here the configuration does. */
const README = 'README.md'

/** The files of a configuration, to read. */
export function Files({ files }: { files: readonly ConfigurationFile[] }) {
  const { elsewhere: words } = useWords()
  const [chosen, setChosen] = useState('')
  const shown = files.find((file) => file.path === chosen) ?? files.find((file) => file.path !== README)
  if (!shown) return null
  const text = new TextDecoder().decode(bytesOf(shown.base64))
  return (
    <div className="stack-tight">
      <h4>{words.files({ count: files.length })}</h4>
      <NativeSelect
        label={words.file}
        value={shown.path}
        data={files.map((file) => file.path)}
        onChange={(event) => setChosen(event.currentTarget.value)}
        classNames={{ input: 'mono' }}
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard */}
      <section className="file-text" tabIndex={0} aria-label={words.content({ path: shown.path })} lang="en">
        <pre>{text}</pre>
      </section>
    </div>
  )
}

import { Textarea } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { RequestView } from '../../shared/contract/device.ts'
import { readFiles } from '../data/files.ts'
import { useAction } from '../data/hooks.ts'
import { DropZone } from '../ui/DropZone.tsx'
import { ErrorNotice } from '../ui/Notice.tsx'
import { Facts } from '../ui/parts.tsx'
import { useWords } from '../words/index.ts'

/** PEM as it is; anything else goes as base64. */
function textOf(base64: string): string {
  const text = atob(base64)
  return text.includes('-----BEGIN') ? text : base64
}

/** A certificate request, dropped or pasted, and what it asks for: only its key is taken. */
export function RequestField({ value, onChange }: { value: string; onChange: (csr: string) => void }) {
  const { common, devices } = useWords()
  const words = devices.request
  const { run, error, clear } = useAction('device.readRequest')
  const [view, setView] = useState<RequestView>()
  useEffect(() => {
    let current = true
    const read = async (text: string): Promise<void> => {
      const found = text === '' ? undefined : await run({ csr: text })
      if (current) setView(found)
    }
    if (value.trim() === '') clear()
    void read(value.trim())
    return () => {
      current = false
    }
  }, [value, run, clear])
  return (
    <div className="stack">
      <DropZone
        button={common.chooseFile}
        label={words.file}
        hint={words.fileHint}
        accept=".csr,.req,.pem,.der"
        onFiles={(list) => void readFiles(list).then(([file]) => file && onChange(textOf(file.base64)))}
      />
      <Textarea
        label={devices.form.csr}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        minRows={3}
        autosize
        maxRows={10}
        spellCheck={false}
        classNames={{ input: 'mono' }}
      />
      <ErrorNotice error={error} />
      {view && (
        <section className="stack-tight" aria-label={words.title}>
          <h3 className="section-title">{words.title}</h3>
          <Facts
            rows={[
              [words.subject, view.subject],
              [words.key, view.keyType],
              ...(view.names.length > 0 ? [[words.names, view.names.join(', ')] as const] : []),
              ...(view.requested.length > 0
                ? [[words.requested, view.requested.map((one) => one.name).join(', ')] as const]
                : []),
            ]}
          />
          <p className="dim">{words.onlyKey}</p>
        </section>
      )}
    </div>
  )
}

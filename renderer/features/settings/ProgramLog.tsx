import { Button, NativeSelect } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useState } from 'react'
import type { LogAddresses } from '../../../shared/contract/log.ts'
import { useAction, useQuery } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Fold } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { Section } from './Section.tsx'

const CHOICES = ['whole', 'shortened', 'none'] as const satisfies readonly LogAddresses[]

/** The last lines, as they are in the file: in English. */
function Lines() {
  const { settings } = useWords()
  const list = useQuery('log.read', { lines: 100 })
  const lines = (list.value ?? []).map(({ at, level, area, text }) => `${at} ${level} ${area}: ${text}`)
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard */}
      <pre className="log-lines mono" tabIndex={0} aria-label={settings.log.lines}>
        {lines.join('\n')}
      </pre>
      <ErrorNotice error={list.error} />
    </>
  )
}

/** What the program wrote down about itself, and the way to give it to whoever helps. */
export function ProgramLog() {
  const { common, settings } = useWords()
  const { log: words } = settings
  const known = useQuery('settings.show', {})
  const set = useAction('settings.set')
  const report = useAction('log.report')
  const clipboard = useClipboard({ timeout: 1600 })
  const [text, setText] = useState<string>()
  if (!known.value) return null
  const copy = async (): Promise<void> => {
    const made = await report.run({})
    if (!made) return
    setText(made.text)
    clipboard.copy(made.text)
  }
  return (
    <Section title={words.title}>
      <div className="stack">
        <p className="dim">{words.lead}</p>
        <NativeSelect
          label={words.addresses}
          value={known.value.logAddresses}
          disabled={set.busy}
          data={CHOICES.map((value) => ({ value, label: words.choices[value] }))}
          onChange={({ currentTarget: { value } }) =>
            void set.run({ logAddresses: CHOICES.find((one) => one === value) ?? 'shortened' })
          }
        />
        <div>
          <Button variant="default" loading={report.busy} onClick={() => void copy()}>
            {clipboard.copied ? common.copied : words.copy}
          </Button>
        </div>
        <p className="dim">{words.copyHint}</p>
        {text !== undefined && clipboard.error && <pre className="log-lines mono">{text}</pre>}
        <ErrorNotice error={set.error ?? report.error} />
        <Fold title={words.show}>
          <Lines />
        </Fold>
      </div>
    </Section>
  )
}

import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import { withTexts } from '../../../shared/messages/json.ts'
import { saveJson } from '../../data/download.ts'
import { useWords } from '../../words/index.ts'

/**
 * A report for a forum or a friend: as text, or as JSON with the texts beside the ids. It holds no secrets: the engine's
 * answers have none.
 */
export function ReportActions({ text, report }: { text: string; report: { readonly at: string } }) {
  const { common, diagnostics: words, failure, say } = useWords()
  const clipboard = useClipboard({ timeout: 1600 })
  const CopyIcon = clipboard.copied ? IconCheck : IconCopy
  return (
    <div className="line">
      <Button variant="default" leftSection={<CopyIcon size={17} aria-hidden />} onClick={() => clipboard.copy(text)}>
        {clipboard.copied ? common.copied : words.copy}
      </Button>
      <Button
        variant="default"
        leftSection={<IconDownload size={17} aria-hidden />}
        onClick={() => {
          const name = `diagnosis-${report.at.slice(0, 19).replaceAll(':', '-')}.json`
          saveJson(name, withTexts(report, { say, failure }))
        }}
      >
        {words.save}
      </Button>
    </div>
  )
}

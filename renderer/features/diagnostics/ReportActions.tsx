import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import type { SiteDiagnosis } from '../../../shared/contract/diagnosis.ts'
import { saveJson } from '../../data/download.ts'
import { useWords, type Words } from '../../words/index.ts'
import { seenWords } from './seen.ts'

/** The report as plain text, for a forum or a friend. It holds no secrets: the engine's answer has none. */
function asText(report: SiteDiagnosis, words: Words['diagnostics']): string {
  const lines = report.visitors.flatMap((visitor) => [
    words.report.line(words.verdict[visitor.verdict], visitor.title, visitor.tls),
    `  ${words.expected}: ${visitor.expected}`,
    `  ${words.seen}: ${seenWords(visitor, words.seenWords)}`,
    ...(visitor.verdict === 'wrong'
      ? [`  ${visitor.explanation}`, ...(visitor.fix === null ? [] : [`  ${visitor.fix}`])]
      : []),
  ])
  return [words.report.title(report.siteName), report.at, report.summary, '', ...lines, ''].join('\n')
}

export function ReportActions({ report }: { report: SiteDiagnosis }) {
  const { common, diagnostics: words } = useWords()
  const clipboard = useClipboard({ timeout: 1600 })
  const CopyIcon = clipboard.copied ? IconCheck : IconCopy
  return (
    <>
      <Button
        variant="default"
        leftSection={<CopyIcon size={17} aria-hidden />}
        onClick={() => clipboard.copy(asText(report, words))}
      >
        {clipboard.copied ? common.copied : words.copy}
      </Button>
      <Button
        variant="default"
        leftSection={<IconDownload size={17} aria-hidden />}
        onClick={() => saveJson(`diagnosis-${report.at.slice(0, 19).replaceAll(':', '-')}.json`, report)}
      >
        {words.save}
      </Button>
    </>
  )
}

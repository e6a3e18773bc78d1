import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { asFailureError, type FailureError } from '../../../shared/errors/failure-error.ts'
import {
  exportName,
  exportTypes,
  readActivity,
  writeActivity,
  type ExportFilter,
  type ExportForm,
} from '../../../shared/activity/export.ts'
import { useEngine } from '../../data/context.ts'
import { saveText } from '../../data/download.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'

/** Saves every line that fits the filters, the old ones that are not on the screen among them. */
export function Export({ filter }: { filter: ExportFilter }) {
  const { activity, failure, say } = useWords()
  const { export: words } = activity
  const { client } = useEngine()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<FailureError>()
  const save = async (form: ExportForm): Promise<void> => {
    setBusy(true)
    setError(undefined)
    try {
      const text = writeActivity(await readActivity(client, filter), form, { failure, say })
      saveText(exportName(form, new Date().toISOString().slice(0, 10)), text, exportTypes[form])
    } catch (problem) {
      setError(asFailureError(problem))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" loading={busy} rightSection={<IconChevronDown size={16} aria-hidden />}>
            {busy ? words.busy : words.title}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{words.what}</Menu.Label>
          <Menu.Item onClick={() => void save('csv')}>{words.csv}</Menu.Item>
          <Menu.Item onClick={() => void save('jsonl')}>{words.jsonl}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ErrorNotice error={error} />
    </>
  )
}

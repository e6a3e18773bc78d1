import { Button } from '@mantine/core'
import { saveFile } from '../../data/download.ts'
import { useAction } from '../../data/hooks.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { useWords } from '../../words/index.ts'
import { Section } from './Section.tsx'

/** Everything that somebody must renew, for the person's own calendar. */
export function Calendar() {
  const { settings } = useWords()
  const calendar = useAction('reminder.calendar')
  const save = async (): Promise<void> => {
    const file = await calendar.run({})
    if (file) saveFile(file)
  }
  return (
    <Section title={settings.calendar} at="calendar">
      <p className="dim">{settings.calendarHint}</p>
      <div className="setting-action">
        <Button size="xs" variant="default" loading={calendar.busy} onClick={() => void save()}>
          {settings.calendarSave}
        </Button>
      </div>
      <ErrorNotice error={calendar.error} />
    </Section>
  )
}

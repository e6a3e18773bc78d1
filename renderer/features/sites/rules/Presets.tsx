import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useWords } from '../../../words/index.ts'
import { emptyDraft, type RuleDraft } from './draft.ts'

const presets = {
  webhook: { path: '/webhook', certificate: 'none' },
  public: { path: '/public', certificate: 'none' },
  homeOnly: { path: '/admin', certificate: 'required', lan: 'only' },
  homeFree: { path: '/', certificate: 'required', lan: 'exempt' },
  closed: { path: '/admin', certificate: 'blocked' },
} as const satisfies Readonly<Record<string, Partial<RuleDraft>>>

/** What people want most often, as a sentence to finish. */
export function Presets({ onChosen }: { onChosen: (draft: RuleDraft) => void }) {
  const { presets: words } = useWords().rules
  return (
    <Menu>
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
          {words.title}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(presets) as (keyof typeof presets)[]).map((name) => (
          <Menu.Item key={name} onClick={() => onChosen({ ...emptyDraft, ...presets[name] })}>
            {words[name]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

import {
  IconDeviceMobileSearch,
  IconDoor,
  IconFileSearch,
  IconMessageQuestion,
  IconWorldSearch,
  type TablerIcon,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { to, useRoute } from '../../data/route.ts'
import { PageHeader } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { AnyServer } from './AnyServer.tsx'
import { Codes } from './Codes.tsx'
import { Files } from './Files.tsx'
import { MySite } from './MySite.tsx'
import { Watch } from './Watch.tsx'
import './diagnostics.css'

const choices = [
  ['site', IconDoor, MySite],
  ['server', IconWorldSearch, AnyServer],
  ['file', IconFileSearch, Files],
  ['code', IconMessageQuestion, Codes],
  ['watch', IconDeviceMobileSearch, Watch],
] as const satisfies readonly (readonly [string, TablerIcon, ComponentType])[]

/** What do you want to look at? */
export function Diagnostics() {
  const { diagnostics: words } = useWords()
  const { id } = useRoute()
  const [current, , Shown] = choices.find(([name]) => name === id) ?? choices[0]
  return (
    <>
      <PageHeader title={words.title} lead={words.lead} />
      <nav className="choices" aria-label={words.choices}>
        {choices.map(([name, Icon]) => (
          <a key={name} className="choice" href={to('diagnostics', name)} aria-current={name === current}>
            <Icon size={28} stroke={1.5} aria-hidden />
            <div>
              <strong>{words[name].title}</strong>
              <span>{words[name].lead}</span>
            </div>
          </a>
        ))}
      </nav>
      <Shown />
    </>
  )
}

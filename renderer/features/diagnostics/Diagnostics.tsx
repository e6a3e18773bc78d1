import { IconDoor, IconMessageQuestion, type TablerIcon } from '@tabler/icons-react'
import { to, useRoute } from '../../data/route.ts'
import { PageHeader } from '../../ui/parts.tsx'
import { useWords } from '../../words/index.ts'
import { Codes } from './Codes.tsx'
import { MySite } from './MySite.tsx'
import './diagnostics.css'

function Choice(props: { href: string; icon: TablerIcon; title: string; lead: string; current: boolean }) {
  const Icon = props.icon
  return (
    <a className="choice" href={props.href} aria-current={props.current}>
      <Icon size={28} stroke={1.5} aria-hidden />
      <div>
        <strong>{props.title}</strong>
        <span>{props.lead}</span>
      </div>
    </a>
  )
}

/** What do you want to look at? */
export function Diagnostics() {
  const { diagnostics: words } = useWords()
  const { id } = useRoute()
  const code = id === 'code'
  return (
    <>
      <PageHeader title={words.title} lead={words.lead} />
      <nav className="choices" aria-label={words.choices}>
        <Choice href={to('diagnostics', 'site')} icon={IconDoor} {...words.site} current={!code} />
        <Choice href={to('diagnostics', 'code')} icon={IconMessageQuestion} {...words.code} current={code} />
      </nav>
      {code ? <Codes /> : <MySite />}
    </>
  )
}

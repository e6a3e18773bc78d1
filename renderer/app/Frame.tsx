import { ActionIcon } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import {
  IconActivity,
  IconCertificate,
  IconDeviceMobile,
  IconDoor,
  IconHome,
  IconLock,
  IconLockOpen,
  IconPlugConnectedX,
  IconSearch,
  IconServer2,
  IconSettings,
  IconStethoscope,
  type TablerIcon,
} from '@tabler/icons-react'
import { lazy, useEffect, useRef, useState } from 'react'
import { useEngine } from '../data/context.ts'
import { useAction, useConnected, useQuery } from '../data/hooks.ts'
import { to, useRoute, type Screen } from '../data/route.ts'
import { WindowFoot } from '../ui/Foot.tsx'
import { useWords } from '../words/index.ts'
import { CurrentScreen } from './CurrentScreen.tsx'
import { useSoon, WhenOpened } from './Later.tsx'

const above: readonly (readonly [Screen, TablerIcon])[] = [
  ['home', IconHome],
  ['devices', IconDeviceMobile],
  ['sites', IconDoor],
  ['activity', IconActivity],
  ['diagnostics', IconStethoscope],
]
const below: readonly (readonly [Screen, TablerIcon])[] = [
  ['authority', IconCertificate],
  ['servers', IconServer2],
  ['settings', IconSettings],
]

function RailLink({ screen, icon: Icon, current }: { screen: Screen; icon: TablerIcon; current: boolean }) {
  const { screens } = useWords()
  return (
    <li>
      <a className="rail-link" href={to(screen)} {...(current ? { 'aria-current': 'page' as const } : {})}>
        <Icon size={19} stroke={1.7} aria-hidden />
        <span data-words={screens[screen]}>{screens[screen]}</span>
      </a>
    </li>
  )
}

function useLock(): { readonly locked: boolean; readonly toggle: () => void } | null {
  const { unlock } = useEngine()
  const status = useQuery('app.status', {})
  const lock = useAction('authority.lock')
  if (!status.value || status.value.empty) return null
  const { locked } = status.value
  return { locked, toggle: () => void (locked ? unlock() : lock.run({})) }
}

function Connection() {
  const connected = useConnected()
  const { lost } = useWords().frame
  const [shown, setShown] = useState(false)
  useEffect(() => {
    // The first moments of a window, and a blink of the network, are no news.
    const timer = setTimeout(() => setShown(!connected), connected ? 0 : 1200)
    return () => clearTimeout(timer)
  }, [connected])
  if (!shown) return null
  return (
    <div className="connection" role="alert">
      <IconPlugConnectedX size={18} aria-hidden />
      {lost}
    </div>
  )
}

const loadSearch = async () => ({ default: (await import('./Search.tsx')).Search })
const Search = lazy(loadSearch)

/** Rail (a bar below on phones), search, lock, and the screen of the address. */
export function Frame() {
  const { common, frame, screens, rest } = useWords()
  const { screen } = useRoute()
  const [searching, setSearching] = useState(false)
  const lock = useLock()
  const main = useRef<HTMLElement>(null)
  useSoon(loadSearch)
  useSoon(rest)
  useHotkeys([['mod+K', () => setSearching(true)]], [])
  useEffect(() => {
    document.title = screen === null ? common.appName : `${screens[screen]} · ${common.appName}`
    window.scrollTo(0, 0)
  }, [screen, common, screens])
  const current = (name: Screen): boolean => screen === name || (screen === 'welcome' && name === 'home')
  const LockIcon = lock?.locked === true ? IconLock : IconLockOpen
  const lockLabel = lock?.locked === true ? frame.unlockLabel : frame.lock
  const mac = navigator.platform.startsWith('Mac')
  return (
    <>
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        {frame.skip}
      </a>
      <Connection />
      <nav className="top" aria-label={frame.tools}>
        <a className="brand" href={to('home')}>
          <img src="./favicon.svg" alt="" />
          {common.appName}
        </a>
        <ActionIcon variant="subtle" size="lg" aria-label={frame.search.open} onClick={() => setSearching(true)}>
          <IconSearch size={20} />
        </ActionIcon>
        {lock && (
          <ActionIcon variant="subtle" size="lg" aria-label={lockLabel} onClick={lock.toggle}>
            <LockIcon size={20} />
          </ActionIcon>
        )}
        {below.map(([name, Icon]) => (
          <ActionIcon
            key={name}
            component="a"
            href={to(name)}
            variant="subtle"
            size="lg"
            aria-label={screens[name]}
            {...(current(name) ? { 'aria-current': 'page' as const } : {})}
          >
            <Icon size={20} />
          </ActionIcon>
        ))}
      </nav>
      <div className="frame">
        <nav className="rail" aria-label={frame.main}>
          <a className="brand" href={to('home')}>
            <img src="./favicon.svg" alt="" />
            {common.appName}
          </a>
          <button type="button" className="rail-search" onClick={() => setSearching(true)}>
            <IconSearch size={16} aria-hidden />
            {frame.search.open}
            <kbd aria-hidden>{mac ? '⌘K' : frame.search.shortcut}</kbd>
          </button>
          <ul className="above">
            {above.map(([name, icon]) => (
              <RailLink key={name} screen={name} icon={icon} current={current(name)} />
            ))}
          </ul>
          <ul className="below">
            {below.map(([name, icon]) => (
              <RailLink key={name} screen={name} icon={icon} current={current(name)} />
            ))}
          </ul>
          {lock && (
            <>
              <hr />
              <button type="button" className="rail-link lock" onClick={lock.toggle} title={lockLabel}>
                <LockIcon size={19} stroke={1.7} aria-hidden />
                {lock.locked ? frame.locked : frame.unlocked}
              </button>
            </>
          )}
        </nav>
        <div className="column">
          <main className="content" id="main" ref={main} tabIndex={-1}>
            <CurrentScreen />
          </main>
          <WindowFoot />
        </div>
      </div>
      <WhenOpened opened={searching}>
        <Search opened={searching} onClose={() => setSearching(false)} />
      </WhenOpened>
    </>
  )
}

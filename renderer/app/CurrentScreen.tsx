import { lazy, Suspense, use, useEffect, type ComponentType, type ReactNode } from 'react'
import { Button } from '@mantine/core'
import { useQuery } from '../data/hooks.ts'
import { go, readRoute, to, useRoute, type Screen } from '../data/route.ts'
import { firstSteps } from '../product/first-steps.ts'
import { ErrorNotice } from '../ui/Notice.tsx'
import { Waiting } from '../ui/parts.tsx'
import { useWords } from '../words/index.ts'
import { Broken } from './Broken.tsx'

/** Each screen is a file of its own, loaded when it is first opened. */
const loaders: Readonly<Record<Screen, () => Promise<{ default: ComponentType }>>> = {
  welcome: async () => ({ default: (await import('../features/welcome/Welcome.tsx')).Welcome }),
  home: async () => ({ default: (await import('../features/home/Home.tsx')).Home }),
  devices: async () => ({ default: (await import('../features/devices/Devices.tsx')).Devices }),
  sites: async () => ({ default: (await import('../features/sites/Sites.tsx')).Sites }),
  activity: async () => ({ default: (await import('../features/activity/ActivityScreen.tsx')).ActivityScreen }),
  diagnostics: async () => ({ default: (await import('../features/diagnostics/Diagnostics.tsx')).Diagnostics }),
  authority: async () => ({ default: (await import('../features/authority/AuthorityScreen.tsx')).AuthorityScreen }),
  servers: async () => ({ default: (await import('../features/servers/Servers.tsx')).Servers }),
  settings: async () => ({ default: (await import('../features/settings/Settings.tsx')).Settings }),
}
const shown = Object.fromEntries(
  Object.entries(loaders).map(([screen, load]) => [screen, lazy(load)]),
) as unknown as Readonly<Record<Screen, ComponentType>>

/** Fetches the screen that the window opens with while everything else is being made ready. */
export function fetchFirstScreen(): void {
  const { screen } = readRoute(window.location.hash)
  void loaders[screen ?? 'home']().catch(() => undefined)
}

/** Without a screen in the address: Welcome until the first device is green, then Home. */
function Choose() {
  const words = useWords()
  const authorities = useQuery('authority.list', {})
  const sites = useQuery('site.list', {})
  const devices = useQuery('device.list', {})
  const steps = firstSteps(authorities.value, sites.value, devices.value)
  useEffect(() => {
    if (steps) window.location.replace(steps.finished ? to('home') : to('welcome'))
  }, [steps])
  const error = authorities.error ?? sites.error ?? devices.error
  if (!error || steps) return <Waiting words={words.common.loading} />
  return (
    <ErrorNotice error={error}>
      <Button size="xs" onClick={() => window.location.reload()}>
        {words.common.retry}
      </Button>
      <Button size="xs" variant="default" onClick={() => go(to('settings'))}>
        {words.screens.settings}
      </Button>
    </ErrorNotice>
  )
}

/** Screens on which nothing is said but errors. */
const QUIET: ReadonlySet<Screen> = new Set(['home', 'settings'])

/** Waits until everything that the engine sends can be said. */
function Speaking({ children }: { children: ReactNode }) {
  use(useWords().rest())
  return children
}

/** The screen of the address. */
export function CurrentScreen() {
  const { screen } = useRoute()
  const { frame } = useWords()
  if (screen === null) return <Choose />
  const Shown = shown[screen]
  return (
    <Broken key={screen}>
      <Suspense fallback={<Waiting words={frame.loadingScreen} />}>
        {QUIET.has(screen) ? (
          <Shown />
        ) : (
          <Speaking>
            <Shown />
          </Speaking>
        )}
      </Suspense>
    </Broken>
  )
}

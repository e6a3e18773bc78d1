import { MantineProvider } from '@mantine/core'
import { lazy, useMemo } from 'react'
import type { Client } from '../../shared/client.ts'
import { EngineContext } from '../data/context.ts'
import type { QueryStore } from '../data/store.ts'
import type { Connection } from '../transport/connection.ts'
import { Broken } from './Broken.tsx'
import { FollowLanguage } from './FollowLanguage.tsx'
import { Frame } from './Frame.tsx'
import { LanguageProvider, type FirstWords } from './Language.tsx'
import { SpokenParts } from './SpokenParts.tsx'
import { useSoon, WhenOpened } from './Later.tsx'
import { WithNotices } from './Notices.tsx'
import { UnlessShutOut } from './ShutOut.tsx'
import { theme } from './theme.ts'
import { usePersonQuestion } from './unlock-request.ts'

const loadUnlock = async () => ({ default: (await import('./Unlock.tsx')).UnlockDialog })
const UnlockDialog = lazy(loadUnlock)
const loadPassphrase = async () => ({ default: (await import('./AskPassphrase.tsx')).PassphraseDialog })
const PassphraseDialog = lazy(loadPassphrase)

/** Everything a window shows. */
export function App(props: { client: Client; connection: Connection; store: QueryStore; first: FirstWords }) {
  const { client, connection, store } = props
  const request = usePersonQuestion<boolean>()
  const passphrase = usePersonQuestion<string | null>()
  const { ask } = request
  const { ask: askPassphrase } = passphrase
  useSoon(loadUnlock)
  const engine = useMemo(
    () => ({ client, connection, store, unlock: ask, askPassphrase }),
    [client, connection, store, ask, askPassphrase],
  )
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <LanguageProvider first={props.first}>
        <Broken>
          <SpokenParts>
            <EngineContext value={engine}>
              <UnlessShutOut>
                <FollowLanguage />
                <WithNotices>
                  <Frame />
                </WithNotices>
                <WhenOpened opened={request.open}>
                  <UnlockDialog request={request} />
                </WhenOpened>
                <WhenOpened opened={passphrase.open}>
                  <PassphraseDialog request={passphrase} />
                </WhenOpened>
              </UnlessShutOut>
            </EngineContext>
          </SpokenParts>
        </Broken>
      </LanguageProvider>
    </MantineProvider>
  )
}

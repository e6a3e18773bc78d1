import './app/mantine.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createClient } from '../shared/client.ts'
import { App } from './app/App.tsx'
import { fetchFirstScreen } from './app/CurrentScreen.tsx'
import './app/frame.css'
import { firstWords } from './app/Language.tsx'
import { createQueryStore } from './data/store.ts'
import { ipcConnection } from './transport/ipc.ts'
import { createDeviceSession, createPageSession } from './transport/session.ts'
import { webSocketConnection } from './transport/websocket.ts'

const { host, protocol } = window.location
const connection = window.vestibule
  ? ipcConnection(window.vestibule)
  : protocol === 'https:'
    ? webSocketConnection(`wss://${host}/rpc`, createDeviceSession())
    : webSocketConnection(`ws://${host}/rpc`, createPageSession())
const client = createClient(connection)
const store = createQueryStore(client, connection)

fetchFirstScreen()

/** Not awaited at the top: the file of a language is part of the same modules, and would wait for them to end. */
async function show(): Promise<void> {
  const root = document.getElementById('root')
  const first = await firstWords()
  if (!root) return
  createRoot(root).render(
    <StrictMode>
      <App client={client} connection={connection} store={store} first={first} />
    </StrictMode>,
  )
}
void show()

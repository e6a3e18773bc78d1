import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fillNss, type Identity } from './browser.ts'

/** A visitor's real Firefox without a window, with a profile of its own. */
export interface Firefox {
  /** Opens an address and waits until it is loaded. */
  open(url: string): Promise<void>
  /** The value of an expression in the page; promises are waited for. */
  evaluate<T>(expression: string): Promise<T>
  /** Imports a PKCS#12 file as its settings do. @returns what Firefox calls the outcome */
  importIdentity(identity: Identity): Promise<string>
  close(): Promise<void>
}

export interface FirefoxOptions {
  /** Empty folder. */
  readonly home: string
  /** Path of the CA certificate. */
  readonly ca: string
  readonly identity: Identity | null
  /** A name that means this computer. */
  readonly host: string
  /** Further settings of about:config. */
  readonly settings?: Readonly<Record<string, boolean | number | string>>
}

const program = process.env['FIREFOX'] ?? 'firefox-esr'

const SETTINGS = {
  // Which certificate to show is asked for otherwise, in a window that nobody sees.
  'security.default_personal_cert': 'Select Automatically',
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  // Whatever it asks others for by itself ends at a port where nobody listens.
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
} as const

/** One answer of WebDriver BiDi (W3C). */
interface Answer {
  readonly id?: number
  readonly type: 'success' | 'error' | 'event'
  readonly result?: unknown
  readonly error?: string
  readonly message?: string
}

/** Where it listens for its driver: it says so when it does. */
function address(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = ''
    child.once('error', () => reject(new Error('firefox is missing: install the Debian package firefox-esr')))
    child.once('exit', (code) => reject(new Error(`firefox ended with ${code ?? 'a signal'}: ${log}`)))
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      const found = /WebDriver BiDi listening on (ws:\/\/[^\s]+)/.exec(log)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
}

type Send = <T>(method: string, params: Record<string, unknown>) => Promise<T>

function speak(socket: WebSocket): Send {
  const waiting = new Map<number, (answer: Answer) => void>()
  let next = 0
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
  })
  return <T>(method: string, params: Record<string, unknown>) =>
    new Promise<T>((resolve, reject) => {
      const id = next++
      waiting.set(id, (answer) => {
        waiting.delete(id)
        if (answer.type === 'success') resolve(answer.result as T)
        else reject(new Error(`${method}: ${answer.error ?? ''} ${answer.message ?? ''}`))
      })
      socket.send(JSON.stringify({ id, method, params }))
    })
}

export async function startFirefox(options: FirefoxOptions): Promise<Firefox> {
  const profile = path.join(options.home, 'profile')
  fs.mkdirSync(profile, { recursive: true })
  fillNss(profile, options.ca, options.identity)
  const own = { 'network.dns.localDomains': options.host, 'network.proxy.no_proxies_on': options.host }
  const lines = Object.entries({ ...SETTINGS, ...own, ...options.settings }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  )
  fs.writeFileSync(path.join(profile, 'user.js'), lines.join('\n'))
  const { PATH = '' } = process.env
  const remote = ['--remote-debugging-port', '0', '--remote-allow-system-access']
  const child = spawn(program, ['--headless', '--no-remote', '--profile', profile, ...remote], {
    env: { PATH, HOME: options.home, MOZ_CRASHREPORTER_DISABLE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const socket = new WebSocket(`${await address(child)}/session`)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', () => reject(new Error('firefox does not let its driver in')))
  })
  const send = speak(socket)
  await send('session.new', { capabilities: {} })
  const contextOf = async (scope: 'content' | 'chrome'): Promise<string | undefined> => {
    type Tree = { contexts: { context: string }[] }
    const { contexts } = await send<Tree>('browsingContext.getTree', { 'moz:scope': scope })
    return contexts[0]?.context
  }
  const evaluate = async <T>(expression: string, context: string | undefined): Promise<T> => {
    type Said = { type: string; result?: { value?: string }; exceptionDetails?: { text: string } }
    const said = await send<Said>('script.evaluate', {
      // As JSON, so that every value comes back as it is.
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
      target: { context },
      awaitPromise: true,
    })
    if (said.type !== 'success') throw new Error(said.exceptionDetails?.text ?? 'the page threw')
    return JSON.parse(said.result?.value ?? 'null') as T
  }
  const context = await contextOf('content')
  return {
    async open(url) {
      await send('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    evaluate: (expression) => evaluate(expression, context),
    async importIdentity({ pfx, password }) {
      const expression = `(() => {
        const file = Cc['@mozilla.org/file/local;1'].createInstance(Ci.nsIFile)
        file.initWithPath(${JSON.stringify(pfx)})
        const store = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB)
        const code = store.importPKCS12File(file, ${JSON.stringify(password)})
        return ['Success', 'ERROR_BAD_PASSWORD'].find((name) => Ci.nsIX509CertDB[name] === code) ?? String(code)
      })()`
      return evaluate(expression, await contextOf('chrome'))
    },
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      await send('browser.close', {}).catch(() => child.kill())
      socket.close()
      await ended
    },
  }
}

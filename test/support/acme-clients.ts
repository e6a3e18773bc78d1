import { spawn } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import type { TestAcmeServer } from './acme-server.ts'

/** What a foreign client did. */
export interface Ran {
  readonly status: number
  readonly text: string
}

/** The server that a client is sent to, and where it answers challenges. */
type House = Pick<TestAcmeServer, 'directory' | 'ca' | 'httpPort' | 'tlsPort'>

/** A foreign ACME client, in a folder of its own, at one server. */
export interface ForeignClient {
  /** PEM of the certificate of a name, as the client keeps it. */
  certificate(name: string): string
  issue(name: string): Promise<Ran>
  renew(name: string): Promise<Ran>
  /** Null where the client cannot. */
  readonly revoke: ((name: string) => Promise<Ran>) | null
  /** What it wrote elsewhere than to its output. */
  log?(): string
  close(): Promise<void>
}

export interface ClientKind {
  readonly name: string
  /** Debian package. */
  readonly from: string
  readonly challenge: 'http-01' | 'tls-alpn-01'
  /** Whether it knows external accounts. */
  readonly eab: boolean
  /** Why it has no `revoke`. */
  readonly noRevocation?: string
  /** Whether it shows why a challenge failed. */
  readonly showsChallengeErrors?: false
  open(house: House, folder: string, eab?: { kid: string; hmacKey: string }): Promise<ForeignClient>
}

/** Runs a program; a missing one fails by the name of its package. */
function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  until?: (text: string) => boolean,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(program, args, {
      env: { PATH: `${PATH}:/usr/sbin`, HOME, LC_ALL: 'C.UTF-8', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    const timer = setTimeout(() => child.kill('SIGKILL'), 90_000)
    const hear = (chunk: Buffer): void => {
      text += chunk.toString()
      if (until?.(text) === true) child.kill('SIGTERM')
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', () => reject(new Error(`${program} is missing: install its Debian package`)))
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ status: code ?? 1, text })
    })
  })
}

/** Serves the files of a folder for http-01. */
async function webroot(port: number, folder: string): Promise<() => Promise<void>> {
  fs.mkdirSync(folder, { recursive: true })
  const server = http.createServer((request, response) => {
    const file = path.join(folder, path.basename(request.url ?? ''))
    if (fs.existsSync(file)) response.end(fs.readFileSync(file))
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return () => new Promise((resolve) => server.close(() => resolve()))
}

function write(folder: string, name: string, text: string): string {
  const file = path.join(folder, name)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
  return file
}

const nothing = async (): Promise<void> => undefined

const certbot: ClientKind = {
  name: 'certbot',
  from: 'certbot',
  challenge: 'http-01',
  eab: true,
  async open(house, folder, eab) {
    const env = { REQUESTS_CA_BUNDLE: write(folder, 'ca.pem', house.ca) }
    const folders = ['config', 'work', 'logs'].flatMap((one) => [`--${one}-dir`, path.join(folder, one)])
    const common = ['--server', house.directory, '--non-interactive', ...folders]
    const key = eab ? ['--eab-kid', eab.kid, '--eab-hmac-key', eab.hmacKey] : []
    const pem = (name: string): string => path.join(folder, 'config', 'live', name, 'cert.pem')
    const standalone = ['--standalone', '--http-01-port', String(house.httpPort), '--http-01-address', '127.0.0.1']
    return {
      certificate: (name) => fs.readFileSync(pem(name), 'utf8'),
      issue: (name) =>
        run(
          'certbot',
          ['certonly', ...common, ...standalone, ...key, '--agree-tos', '-m', 'owner@example.org', '-d', name],
          env,
        ),
      renew: (name) =>
        run('certbot', ['renew', ...common, '--force-renewal', '--no-random-sleep-on-renew', '--cert-name', name], env),
      revoke: (name) =>
        run('certbot', ['revoke', ...common, '--no-delete-after-revoke', '--cert-path', pem(name)], env),
      // This version stumbles over errors of new orders on its way to show them (certbot/certbot#9539).
      log: () => fs.readFileSync(path.join(folder, 'logs', 'letsencrypt.log'), 'utf8'),
      close: nothing,
    }
  },
}

const lego: ClientKind = {
  name: 'lego',
  from: 'lego',
  challenge: 'tls-alpn-01',
  eab: true,
  async open(house, folder, eab) {
    const env = { LEGO_CA_CERTIFICATES: write(folder, 'ca.pem', house.ca) }
    const key = eab ? ['--eab', '--kid', eab.kid, '--hmac', eab.hmacKey] : []
    const common = ['--server', house.directory, '--email', 'owner@example.org', '--accept-tos', '--path', folder]
    const answer = ['--tls', '--tls.port', `127.0.0.1:${house.tlsPort}`]
    const lego = (name: string, ...words: string[]): Promise<Ran> =>
      run('lego', [...common, ...key, ...answer, '-d', name, ...words], env)
    return {
      certificate: (name) => fs.readFileSync(path.join(folder, 'certificates', `${name}.crt`), 'utf8'),
      issue: (name) => lego(name, 'run'),
      renew: (name) => lego(name, 'renew', '--days', '999', '--no-random-sleep'),
      revoke: (name) => lego(name, 'revoke', '--keep'),
      close: nothing,
    }
  },
}

const dehydrated: ClientKind = {
  name: 'dehydrated',
  from: 'dehydrated',
  challenge: 'http-01',
  eab: true,
  async open(house, folder, eab) {
    const root = path.join(folder, 'web')
    const close = await webroot(house.httpPort, root)
    const key = eab ? `EAB_KID="${eab.kid}"\nEAB_HMAC_KEY="${eab.hmacKey}"\n` : ''
    const config = write(
      folder,
      'config',
      `CA="${house.directory}"\nBASEDIR="${folder}"\nWELLKNOWN="${root}"\nCURL_OPTS="--cacert ${write(folder, 'ca.pem', house.ca)}"\nKEY_ALGO="prime256v1"\nACCOUNT_KEYSIZE="2048"\n${key}`,
    )
    const pem = (name: string): string => path.join(folder, 'certs', name, 'cert.pem')
    const dehydrated = (...words: string[]): Promise<Ran> => run('dehydrated', ['--config', config, ...words])
    return {
      certificate: (name) => fs.readFileSync(pem(name), 'utf8'),
      async issue(name) {
        const registered = await dehydrated('--register', '--accept-terms')
        return registered.status === 0 ? dehydrated('--cron', '--domain', name) : registered
      },
      renew: (name) => dehydrated('--cron', '--force', '--domain', name),
      revoke: (name) => dehydrated('--revoke', fs.realpathSync(pem(name))),
      close,
    }
  },
}

const acmetool: ClientKind = {
  name: 'acmetool',
  from: 'acmetool',
  challenge: 'http-01',
  eab: false,
  // Version 0.2.2 writes down that it is to be revoked, and asks nobody.
  noRevocation: 'marks it only, and does not ask the server',
  showsChallengeErrors: false,
  async open(house, folder) {
    const root = path.join(folder, 'web')
    const close = await webroot(house.httpPort, root)
    const env = { SSL_CERT_FILE: write(folder, 'ca.pem', house.ca) }
    const state = path.join(folder, 'state')
    write(
      state,
      'conf/target',
      `request:\n  provider: ${house.directory}\n  challenge:\n    http-self-test: false\n    webroot-paths:\n      - ${root}\n`,
    )
    const responses = write(folder, 'responses', '"acme-enter-email": "owner@example.org"\n')
    const acmetool = (...words: string[]): Promise<Ran> =>
      run(
        'acmetool',
        [
          `--state=${state}`,
          `--hooks=${path.join(folder, 'hooks')}`,
          '--batch',
          `--response-file=${responses}`,
          ...words,
        ],
        env,
      )
    const live = (name: string): string => path.join(state, 'live', name)
    return {
      certificate: (name) => fs.readFileSync(path.join(live(name), 'cert'), 'utf8'),
      issue: (name) => acmetool('want', name),
      // Only what is about to end: the test lets it be issued so.
      renew: () => acmetool('reconcile'),
      revoke: null,
      close,
    }
  },
}

const caddy: ClientKind = {
  name: 'Caddy',
  from: 'caddy',
  challenge: 'tls-alpn-01',
  eab: true,
  noRevocation: 'has no command for it',
  async open(house, folder, eab) {
    const ca = write(folder, 'ca.pem', house.ca)
    const env = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
    const start = async (name: string, done: (text: string) => boolean): Promise<Ran> => {
      const file = write(
        folder,
        'Caddyfile',
        `{
  admin off
  storage file_system ${path.join(folder, 'caddy')}
  email owner@example.org
  acme_ca ${house.directory}
  acme_ca_root ${ca}
  ${eab ? `acme_eab {\n    key_id ${eab.kid}\n    mac_key ${eab.hmacKey}\n  }` : ''}
  auto_https disable_redirects
  http_port ${house.httpPort}
  https_port ${house.tlsPort}
}
${name} {
  respond "caddy"
}
`,
      )
      const ran = await run('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], env, done)
      return {
        ...ran,
        status:
          ran.text.includes('certificate obtained successfully') ||
          ran.text.includes('certificate renewed successfully')
            ? 0
            : 1,
      }
    }
    const find = (name: string): string => {
      const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
      return path.join(folder, files.find((file) => file.endsWith(`${name}.crt`)) ?? '')
    }
    const failed = (text: string): boolean => /"level":"error","ts":[\d.]+,"logger":"tls\.obtain"/.test(text)
    return {
      certificate: (name) => fs.readFileSync(find(name), 'utf8'),
      issue: (name) => start(name, (text) => text.includes('certificate obtained successfully') || failed(text)),
      // Only what is about to end: the test lets it be issued so.
      renew: (name) => start(name, (text) => text.includes('certificate renewed successfully') || failed(text)),
      revoke: null,
      close: nothing,
    }
  },
}

export const clientKinds: readonly ClientKind[] = [certbot, lego, dehydrated, acmetool, caddy]

import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { X509Certificate } from 'node:crypto'
import { writeSite } from '../../electron/engine/graduate/index.ts'
import type { ExportAuthority, ExportModel, ExportRule, ExportUpstream } from '../../electron/engine/graduate/model.ts'
import { ExportTarget } from '../../shared/contract/site-export.ts'
import { startForeignServer, type ForeignServer } from './foreign-server.ts'
import { opensslCrl } from './openssl-crl.ts'
import type { Issued } from './openssl-pki.ts'
import { say } from './said.ts'

/** Debian packages of the servers that configurations are written for. */
const PACKAGES: Readonly<Record<ExportTarget, string>> = {
  haproxy: 'haproxy',
  nginx: 'nginx-light',
  apache: 'apache2',
  caddy: 'caddy',
}

export const targets = ExportTarget.options

/** An authority as the writers see it, with a list that openssl signs. */
export function exportAuthority(name: string, issued: Issued, revoked: readonly string[] = []): ExportAuthority {
  return { name, pem: issued.cert, revoked, crl: { pem: opensslCrl(issued, revoked), until: Date.now() + 86_400_000 } }
}

export function exportUpstream(address: string): ExportUpstream {
  const url = new URL(address)
  return {
    host: url.hostname,
    port: Number(url.port),
    path: url.pathname.replace(/\/$/, ''),
    tls: null,
    askedHost: null,
  }
}

/** A rule that says no more than what is given. */
export function exportRule(
  path: string,
  certificate: ExportRule['certificate'],
  rest: Partial<ExportRule> = {},
): ExportRule {
  return { path, methods: [], certificate, lan: 'any', who: null, issuers: null, ...rest }
}

/** A camera behind a door on the loopback address; the port is chosen when it is started. */
export function exportModel({
  server,
  upstream,
  ...rest
}: Partial<Omit<ExportModel, 'upstream'>> &
  Pick<ExportModel, 'authorities'> & { readonly server: Issued; readonly upstream: string }): ExportModel {
  return {
    name: 'Camera',
    hosts: ['camera.home'],
    listen: { address: '127.0.0.1', port: 0 },
    mode: 'pages',
    publicUpstream: null,
    upstreamHeaders: 'full',
    answerTimeout: 600,
    connections: 'keep',
    encodedPaths: 'refuse',
    contact: '',
    page: null,
    intermediates: [],
    rules: [],
    ignoreCase: false,
    observe: false,
    redirects: [],
    publishes: [],
    redirectChallenges: false,
    login: null,
    loginLeftOut: false,
    digestLeftOut: false,
    visitorsKeepLogin: false,
    devices: [],
    certificate: { certPem: server.cert, keyPem: server.key },
    ...rest,
    upstream: exportUpstream(upstream),
  }
}

/** DER of a certificate in PEM form. */
export function derOf({ cert }: Pick<Issued, 'cert'>): Uint8Array {
  return new X509Certificate(cert).raw
}

export interface ExportedServer extends ForeignServer {
  readonly cannot: readonly string[]
}

/** Writes a site down for a real server, lets the server check it, and starts it, with the commands of the README. */
export async function startExported(target: ExportTarget, model: ExportModel): Promise<ExportedServer> {
  const write = (port: number) => writeSite({ ...model, listen: { ...model.listen, port } }, target)
  const { cannot } = write(1)
  const shell = (command: string): string[] => ['-c', `exec ${command}`]
  const server = await startForeignServer({
    program: 'sh',
    from: PACKAGES[target],
    files: (port) => Object.fromEntries(write(port).files.map((file) => [file.path, file.text])),
    args(port, folder) {
      // Workers that have dropped their rights read the pages as somebody else.
      execFileSync('chmod', ['-R', 'a+rX', folder])
      const [check, start] = write(port).commands
      try {
        execFileSync('sh', shell(check), { cwd: folder, stdio: 'pipe', encoding: 'utf8' })
      } catch (error) {
        fs.rmSync(folder, { recursive: true, force: true })
        const { stderr, status } = error as { stderr: string; status: number }
        throw new Error(
          status === 127
            ? `${target} is missing: install the Debian package ${PACKAGES[target]}`
            : `${check} (package ${PACKAGES[target]}): ${stderr}`,
          { cause: error },
        )
      }
      return shell(start)
    },
    also: model.redirects.map((one) => one.port),
    signal: 'SIGTERM',
  })
  return { ...server, cannot: cannot.map(say) }
}

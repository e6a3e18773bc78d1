import { execFile } from 'node:child_process'

/** Debian package of each foreign program that the interop tests use. */
const PACKAGES: Readonly<Record<string, string>> = {
  openssl: 'openssl',
  pk12util: 'libnss3-tools',
  certutil: 'libnss3-tools',
  keytool: 'default-jre-headless',
  certtool: 'gnutls-bin',
  python3: 'python3',
  curl: 'curl',
  ab: 'apache2-utils',
  h2load: 'nghttp2-client',
  nghttp: 'nghttp2-client',
  '/usr/share/easy-rsa/easyrsa': 'easy-rsa',
}

export interface ToolResult {
  readonly status: number
  /** Standard output and standard error, in that order. */
  readonly text: string
}

/** Runs a foreign program; a missing one fails the test by the name of its Debian package. */
export function runTool(tool: string, args: readonly string[], options: { cwd?: string } = {}): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, LC_ALL: 'C.UTF-8' }
    const child = execFile(tool, args, { ...options, env: environment, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error && 'code' in error && error.code === 'ENOENT') {
        reject(new Error(`${tool} is missing: install the Debian package ${PACKAGES[tool] ?? tool}`))
      } else resolve({ status: typeof error?.code === 'number' ? error.code : error ? 1 : 0, text: stdout + stderr })
    })
    // A program that asks for something gets the end of its input, so that it fails instead of waiting for ever.
    child.stdin?.end()
  })
}

import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { freePort } from './gate.ts'

export interface Nginx {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** A real nginx with one page, in a folder of its own. */
export async function startNginx(folder: string, html: string): Promise<Nginx> {
  const port = await freePort()
  fs.mkdirSync(path.join(folder, 'html'), { recursive: true })
  fs.writeFileSync(path.join(folder, 'html/index.html'), html)
  const config = `
    daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr;
    events {}
    http {
      access_log off;
      types { text/html html; }
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
      server { listen 127.0.0.1:${port}; root ${folder}/html; }
    }`
  fs.writeFileSync(path.join(folder, 'nginx.conf'), config)
  const child = spawn('nginx', ['-p', folder, '-c', path.join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', () => reject(new Error('nginx is missing: install the Debian package nginx-light')))
    child.once('exit', () => reject(new Error(`nginx ended: ${errors}`)))
  })
  failed.catch(() => undefined)
  const up = async (): Promise<void> => {
    while (!(await answers(port))) await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.race([up(), failed])
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill()
      }),
  }
}

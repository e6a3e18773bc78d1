import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { output, run } from '../../packaging/fetch/run.ts'
import { chrootCommand, debian } from '../runtimes/debian.ts'
import { needs } from '../support/programs.ts'
import { artefact, releaseFolder } from './release.ts'
import { removeWorkFolders, workFolder } from './work-folder.ts'

const container = path.join(import.meta.dirname, '../../packaging/container')
afterAll(removeWorkFolders)

/** What RUN of the Containerfile says, as one command. */
function runSteps(): string {
  const text = fs.readFileSync(path.join(container, 'Containerfile'), 'utf8').replaceAll(/\\\n/g, ' ')
  return [...text.matchAll(/^RUN (.*)$/gm)].map(([, command]) => command).join('\n')
}

describe('the image', () => {
  test(
    'its file system, made as the Containerfile says: the main job as an ordinary user with a read-only root',
    { ...needs('debootstrap', 'root', 'mounts'), timeout: 900_000 },
    async () => {
      const upper = workFolder()
      const temporary = path.join(upper, 'changes/tmp')
      fs.mkdirSync(temporary, { recursive: true })
      fs.chmodSync(temporary, 0o1777)
      fs.copyFileSync(artefact('_amd64.deb'), path.join(temporary, 'vestibule.deb'))
      const lower = await debian('bookworm', ['git', 'ca-certificates'])
      // The visitor's tools, which the image does not have.
      const tools = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends curl openssl > /dev/null'
      const made = chrootCommand({ lower, upper }, [
        'sh',
        '-euc',
        `PATH=/usr/sbin:/sbin:$PATH; ${tools}; ${runSteps()}`,
      ])
      expect(await run(made, { stdio: ['ignore', 'ignore', 'inherit'] })).toBe(0)
      const options = { lower, upper, binds: { [import.meta.dirname]: '/install' }, offline: true }
      expect(await run(chrootCommand(options, ['sh', '/install/container.sh']))).toBe(0)
    },
  )

  test(
    'buildah makes it of the Containerfile: an account without rights, a health check, one volume',
    { ...needs('buildah', 'debootstrap', 'root', 'mounts'), timeout: 900_000 },
    async () => {
      const work = workFolder()
      const store = ['--root', `${work}/root`, '--runroot', `${work}/run`, '--storage-driver', 'vfs']
      const buildah = (...args: string[]): string => output(['buildah', ...store, ...args])
      // Debian's own image, as far as apt can tell; no registry of images is asked.
      const base = path.join(work, 'base.tar')
      output(['tar', '-cf', base, '-C', await debian('bookworm', ['git', 'ca-certificates']), '.'])
      const scratch = buildah('from', 'scratch').trim()
      buildah('add', scratch, base, '/')
      buildah('commit', scratch, 'localhost/base')
      const build = [
        '--isolation',
        'chroot',
        '--format',
        'docker',
        '--pull-never',
        '--build-arg',
        'BASE=localhost/base',
      ]
      buildah('bud', ...build, '--tag', 'localhost/vestibule', '--file', `${container}/Containerfile`, releaseFolder)
      const { Docker } = JSON.parse(buildah('inspect', '--type', 'image', 'localhost/vestibule')) as {
        Docker: { config: Record<string, unknown> }
      }
      expect(Docker.config).toMatchObject({
        User: '10001:10001',
        Entrypoint: ['/usr/bin/vestibule'],
        Cmd: ['serve', '--service', '--ui-port', '8099'],
        Volumes: { '/data': {} },
        Healthcheck: { Test: ['CMD', '/usr/bin/vestibule', 'sessions', 'list', '--json'] },
      })
    },
  )

  test('the compose file asks for no rights but one, and no writing but of the data', () => {
    const text = fs.readFileSync(path.join(container, 'compose.yaml'), 'utf8')
    for (const line of [
      'read_only: true',
      'cap_drop: [ALL]',
      'cap_add: [NET_BIND_SERVICE]',
      'no-new-privileges:true',
    ]) {
      expect(text).toContain(line)
    }
    expect(text).not.toMatch(/privileged: true|docker\.sock/)
    expect(fs.readFileSync(path.join(container, 'Containerfile'), 'utf8')).toMatch(/^USER 10001:10001$/m)
  })

  test('the add-on has the version of the program, and Unraid’s template is XML', needs('python3'), () => {
    const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string }
    expect(fs.readFileSync(path.join(container, 'home-assistant/config.yaml'), 'utf8')).toContain(
      `version: '${version}'`,
    )
    const template = path.join(container, 'unraid/vestibule.xml')
    const parse = 'import sys, xml.dom.minidom as m; print(m.parse(sys.argv[1]).documentElement.tagName)'
    expect(output(['python3', '-c', parse, template]).trim()).toBe('Container')
    expect(spawnSync('python3', ['-c', parse, path.join(container, 'compose.yaml')]).status).not.toBe(0)
  })
})

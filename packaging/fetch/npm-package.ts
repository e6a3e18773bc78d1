import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { cached } from './cache.ts'
import { output } from './run.ts'

/** A package of the npm registry that is fetched when it is needed, and is no dependency of the project. */
export interface PinnedPackage {
  readonly name: string
  readonly version: string
  /** Subresource Integrity of the tarball, as `npm view NAME@VERSION dist.integrity` tells it. */
  readonly integrity: string
}

/** The unpacked package in the cache. @throws when it is not what was pinned */
export function npmPackage({ name, version, integrity }: PinnedPackage): Promise<string> {
  return cached(`${name.replace(/^@/, '').replaceAll('/', '-')}-${version}`, (folder) => {
    output(['npm', 'pack', '--silent', `${name}@${version}`, '--pack-destination', folder], { cwd: folder })
    const [file = ''] = fs.readdirSync(folder).filter((one) => one.endsWith('.tgz'))
    const tarball = path.join(folder, file)
    const found = `sha512-${createHash('sha512').update(fs.readFileSync(tarball)).digest('base64')}`
    if (found !== integrity) throw new Error(`${name}@${version} is ${found}, and not ${integrity}`)
    output(['tar', '-xzf', tarball, '-C', folder, '--strip-components=1', '--no-same-owner'])
    fs.rmSync(tarball)
  })
}

import fs from 'node:fs'
import path from 'node:path'
import { filesBelow, isProgram } from './files.ts'
import { tarGz } from './tar.ts'

/** What `npm pack` would make of the folder, but always the same bytes. npm takes off the first folder of each name. */
export function npmTarball(program: string, mtime: number): Buffer {
  const entries = filesBelow(program).map((name) => {
    const content = fs.readFileSync(path.join(program, name))
    return { name: `package/${name}`, content, mode: isProgram(content) ? 0o755 : 0o644 }
  })
  return tarGz(entries, mtime)
}

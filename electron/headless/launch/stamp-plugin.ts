import type { Plugin } from 'vite'
import { sourceDigest, STAMP_FILE, type BuildPart } from './build-stamp.js'

/** Writes into an output folder which sources it was built from: see `isCurrentBuild`. Run from the top of the repository. */
export function stampBuild(part: BuildPart): Plugin {
  // Taken before anything is read, so that a file that is saved during a build makes the build outdated, not current.
  let digest = ''
  return {
    name: 'vestibule-stamp-build',
    buildStart() {
      digest = sourceDigest(process.cwd(), part)
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: STAMP_FILE, source: `${digest}\n` })
    },
  }
}

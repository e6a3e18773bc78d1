import type { Target } from '../target.ts'
import { acmeTargets } from './acme.ts'
import { backupTargets } from './backups.ts'
import { callTargets } from './calls.ts'
import { certificateTargets } from './certificates.ts'
import { httpTargets } from './http.ts'
import { importTargets } from './imports.ts'
import { inspectTargets } from './inspect.ts'
import { keyTargets } from './keys.ts'
import { networkTargets } from './network.ts'
import { textTargets } from './texts.ts'

/** Every reader of foreign bytes. */
export const targets: readonly Target[] = [
  ...certificateTargets,
  ...keyTargets,
  ...importTargets,
  ...inspectTargets,
  ...backupTargets,
  ...networkTargets,
  ...httpTargets,
  ...callTargets,
  ...textTargets,
  ...acmeTargets,
]

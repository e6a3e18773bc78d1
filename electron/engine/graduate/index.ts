import type { ExportTarget } from '../../../shared/contract/site-export.ts'
import { writeApache } from './apache/index.ts'
import { writeCaddy } from './caddy/index.ts'
import { commonCannot } from './cannot.ts'
import { writeHaproxy } from './haproxy/index.ts'
import type { ExportModel, Written } from './model.ts'
import { writeNginx } from './nginx/index.ts'
import { placesOf } from './places.ts'
import { readme } from './readme.ts'

const writers: Readonly<Record<ExportTarget, (model: ExportModel) => Written>> = {
  haproxy: writeHaproxy,
  nginx: writeNginx,
  apache: writeApache,
  caddy: writeCaddy,
}

/** A site as the configuration of another server: data in, texts out. */
export function writeSite(model: ExportModel, target: ExportTarget): Written {
  const written = writers[target](model)
  const whole: Written = { ...written, cannot: [...written.cannot, ...commonCannot(model, placesOf(model))] }
  return { ...whole, files: [{ path: 'README.md', text: readme(model, whole) }, ...whole.files] }
}

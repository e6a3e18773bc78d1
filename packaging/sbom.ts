import { createHash } from 'node:crypto'
import type { Manifest } from './bundle.ts'
import type { Library } from './licences.ts'

/** Package URL of an npm package: the `@` of a scope is escaped (purl-spec, “npm”). */
function packageUrl(name: string, version: string): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`
}

/** RFC 9562 §5.8: a UUID of what it is the number of, so that two builds have the same. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/**
 * What is inside, as CycloneDX 1.6: the libraries whose code the bundler took, which `npm sbom` cannot know, and the Node
 * of the packages that bring one.
 * @param node version @param mtime of the release, in seconds since 1970
 */
export function sbomOf(manifest: Manifest, libraries: readonly Library[], node: string, mtime: number): string {
  const component = ({ name, version, licence }: Omit<Library, 'texts'>, type: 'library' | 'application') => ({
    type,
    'bom-ref': packageUrl(name, version),
    name,
    version,
    licenses: [/^[\w.-]+$/.test(licence) ? { license: { id: licence } } : { expression: licence }],
    purl: packageUrl(name, version),
  })
  const components = [
    ...libraries.map((library) => component(library, 'library')),
    {
      type: 'platform',
      'bom-ref': `pkg:generic/node@${node}`,
      name: 'node',
      version: node,
      // In the packages of systems, not in the npm tarball.
      scope: 'optional',
      licenses: [{ license: { id: 'MIT' } }],
      purl: `pkg:generic/node@${node}`,
    },
  ]
  const about = component({ ...manifest, licence: manifest.license }, 'application')
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([about, components]))}`,
    version: 1,
    metadata: { timestamp: new Date(mtime * 1000).toISOString(), component: about },
    components,
    dependencies: [{ ref: about['bom-ref'], dependsOn: components.map((one) => one['bom-ref']) }],
  }
  return `${JSON.stringify(bom, null, 2)}\n`
}

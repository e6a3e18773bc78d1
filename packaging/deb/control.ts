import type { Manifest } from '../bundle.ts'
import type { Architecture } from '../node-packages.ts'

export const PACKAGE = 'vestibule-server'
const MAINTAINER = 'The Vestibule authors <noreply@vestibule.invalid>'

/** deb-control(5). @param size of what is installed, in KiB */
export function controlFile(manifest: Manifest, architecture: Architecture, size: number): string {
  const fields = {
    Package: PACKAGE,
    Version: manifest.version,
    Architecture: architecture,
    Maintainer: MAINTAINER,
    'Installed-Size': String(size),
    // Versions of the symbols that Node's own build asks for.
    Depends: 'libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 9), systemd-standalone-sysusers | systemd',
    // The desktop app, which brings a command of the same name.
    Conflicts: 'vestibule',
    Section: 'net',
    Priority: 'optional',
    Description: [
      'certificate authority and mTLS reverse proxy for a home network',
      ' Opens the login pages of devices at home to your own devices only: a',
      ' certificate authority of your own, a reverse proxy that asks every visitor for',
      ' a certificate of it, and a diagnosis that says why somebody is refused.',
      ' .',
      ' This is the program without a window: a service, a command line and an',
      ' interface in the browser. It brings its own Node.',
    ].join('\n'),
  }
  return `${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n`
}

/** deb-changelog(5). @param mtime of the release, in seconds since 1970 */
export function changelog(version: string, mtime: number): string {
  const date = new Date(mtime * 1000).toUTCString().replace('GMT', '+0000')
  return [
    `${PACKAGE} (${version}) stable; urgency=medium`,
    '',
    '  * What has changed is said in the CHANGELOG.md of the project.',
    '',
    ` -- ${MAINTAINER}  ${date}`,
    '',
  ].join('\n')
}

/** Machine-readable copyright file 1.0; texts of what is built in are beside it. */
export function copyright(licence: string): string {
  const text = licence
    .trimEnd()
    .split('\n')
    .map((line) => (line.trim() === '' ? ' .' : ` ${line}`))
    .join('\n')
  return [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: Vestibule',
    `Comment: Licences of the libraries that are built in are in NOTICE.gz, those of`,
    ' Node and of what is in it are in LICENSE.node.gz, both beside this file.',
    '',
    'Files: *',
    'Copyright: The Vestibule authors',
    'License: Expat',
    text,
    '',
  ].join('\n')
}

/** Complaints of lintian that are answered here: tag, context, why. */
export function lintianOverrides(): string {
  const node = 'usr/lib/vestibule/bin/node'
  const lines: readonly (readonly [why: string, ...overrides: string[]])[] = [
    [
      'Node is shipped byte by byte as its project builds it, so that anybody can compare it with what they sign.',
      `unstripped-binary-or-object [${node}]`,
      `embedded-library *[${node}]`,
      `hardening-no-pie [${node}]`,
      `hardening-no-fortify-functions [${node}]`,
      `binary-has-unneeded-section *[${node}]`,
      `spelling-error-in-binary * [${node}]`,
    ],
    ['Built outside of Debian: there is no bug that asks for the package.', 'initial-upload-closes-no-bugs *'],
  ]
  return lines.flatMap(([why, ...tags]) => [`# ${why}`, ...tags.map((tag) => `${PACKAGE}: ${tag}`)]).join('\n') + '\n'
}

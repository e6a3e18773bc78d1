const MODULES = [
  'mpm_event',
  'unixd',
  'authz_core',
  'authz_host',
  'alias',
  'setenvif',
  'env',
  'headers',
  'rewrite',
  'log_config',
  'ssl',
  'http2',
  'proxy',
  'proxy_http',
  'socache_shmcb',
]

const FOLDERS = [
  '/usr/lib/apache2/modules',
  '/usr/lib64/httpd/modules',
  '/usr/lib/httpd/modules',
  '/usr/local/libexec/apache24',
  '/usr/libexec/apache2',
  '/opt/homebrew/lib/httpd/modules',
]

/** Debian, Fedora, Arch, FreeBSD and macOS keep the modules in different folders; some have a few of them built in. */
export function modules(): string[] {
  return [
    '# Where the modules are on this system.',
    ...FOLDERS.flatMap((folder) => [`<IfFile "${folder}/mod_ssl.so">`, `    Define MODULES "${folder}"`, '</IfFile>']),
    ...MODULES.flatMap((name) => [
      `<IfModule !${name}_module>`,
      `    LoadModule ${name}_module "\${MODULES}/mod_${name}.so"`,
      '</IfModule>',
    ]),
  ]
}

import { startForeignServer, type ForeignServer } from './foreign-server.ts'
import type { Issued } from './openssl-pki.ts'

/** How each real front end is told to treat client certificates. */
export type Demand = 'off' | 'optional' | 'required'

export interface FrontEnd {
  readonly server: Issued
  /** PEM of the authorities whose devices may enter. */
  readonly ca: string
  readonly demand: Demand
  /** PEM of revocation lists. */
  readonly crl?: string
  readonly tls?: '1.2' | '1.3'
  /** Apache only: directives of a Location /, for asking per path. */
  readonly location?: string
}

export function haproxy({ server, ca, demand, crl, tls }: FrontEnd): Promise<ForeignServer> {
  const verify =
    demand === 'off' ? '' : `ca-file ca.pem verify ${demand}${crl === undefined ? '' : ' crl-file crl.pem'}`
  const only = tls === undefined ? '' : `ssl-min-ver TLSv${tls} ssl-max-ver TLSv${tls}`
  return startForeignServer({
    program: 'haproxy',
    from: 'haproxy',
    args: () => ['-db', '-f', 'haproxy.cfg'],
    files: (port) => ({
      'server.pem': server.cert + server.key,
      'ca.pem': ca,
      'crl.pem': crl ?? '',
      'haproxy.cfg': `
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend https
  bind 127.0.0.1:${port} ssl crt server.pem ${verify} ${only}
  http-request return status 200 content-type text/plain string "haproxy"
`,
    }),
  })
}

export function nginx({ server, ca, demand, crl, tls }: FrontEnd): Promise<ForeignServer> {
  const words = { off: 'off', optional: 'optional', required: 'on' }
  return startForeignServer({
    program: 'nginx',
    from: 'nginx',
    args: (_port, folder) => ['-p', folder, '-c', `${folder}/nginx.conf`],
    files: (port, folder) => ({
      'server.crt': server.cert,
      'server.key': server.key,
      'ca.pem': ca,
      'crl.pem': crl ?? '',
      'nginx.conf': `
daemon off;
# One process, so that ending it ends everything.
master_process off;
pid ${folder}/nginx.pid;
error_log stderr info;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${folder}/server.crt;
    ssl_certificate_key ${folder}/server.key;
    ssl_protocols ${tls === undefined ? 'TLSv1.2 TLSv1.3' : `TLSv${tls}`};
    ssl_verify_client ${words[demand]};
    ssl_client_certificate ${folder}/ca.pem;
    ${crl === undefined ? '' : `ssl_crl ${folder}/crl.pem;`}
    location / { return 200 "nginx"; }
  }
}
`,
    }),
  })
}

export function apache({ server, ca, demand, tls, crl, location }: FrontEnd): Promise<ForeignServer> {
  const words = { off: 'none', optional: 'optional', required: 'require' }
  const modules = '/usr/lib/apache2/modules'
  return startForeignServer({
    program: 'apache2',
    from: 'apache2',
    args: (_port, folder) => ['-X', '-d', folder, '-f', `${folder}/httpd.conf`],
    files: (port, folder) => ({
      'server.crt': server.cert,
      'server.key': server.key,
      'ca.pem': ca,
      'crl.pem': crl ?? '',
      'index.html': 'apache',
      'httpd.conf': `
ServerName camera.home
PidFile ${folder}/httpd.pid
ErrorLog ${folder}/error.log
DefaultRuntimeDir ${folder}
LoadModule mpm_event_module ${modules}/mod_mpm_event.so
LoadModule authz_core_module ${modules}/mod_authz_core.so
LoadModule dir_module ${modules}/mod_dir.so
LoadModule ssl_module ${modules}/mod_ssl.so
Listen 127.0.0.1:${port}
DocumentRoot ${folder}
DirectoryIndex index.html
<Directory ${folder}>
  Require all granted
</Directory>
<VirtualHost *:${port}>
  SSLEngine on
  SSLProtocol ${tls === undefined ? '-all +TLSv1.2 +TLSv1.3' : `-all +TLSv${tls}`}
  SSLCertificateFile ${folder}/server.crt
  SSLCertificateKeyFile ${folder}/server.key
  SSLCACertificateFile ${folder}/ca.pem
  SSLVerifyClient ${words[demand]}
  SSLVerifyDepth 2
  ${crl === undefined ? '' : `SSLCARevocationFile ${folder}/crl.pem\n  SSLCARevocationCheck chain`}
  <Location />
    ${location ?? ''}
  </Location>
</VirtualHost>
`,
    }),
  })
}

export function caddy({ server, ca, demand, tls }: FrontEnd): Promise<ForeignServer> {
  const words = { off: '', optional: 'verify_if_given', required: 'require_and_verify' }
  const only = tls === undefined ? '' : `protocols tls${tls} tls${tls}`
  return startForeignServer({
    program: 'caddy',
    from: 'caddy',
    args: () => ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
    files: (port, folder) => ({
      'server.crt': server.cert,
      'server.key': server.key,
      'trusted.pem': ca,
      Caddyfile: `
{
  admin off
  auto_https off
  storage file_system ${folder}
}
https://camera.home:${port} {
  bind 127.0.0.1
  tls ${folder}/server.crt ${folder}/server.key {
    ${only}
    ${
      demand === 'off'
        ? ''
        : `client_auth {
      mode ${words[demand]}
      trusted_ca_cert_file ${folder}/trusted.pem
    }`
    }
  }
  respond "caddy"
}
`,
    }),
  })
}

/** openssl s_server answers one visitor at a time. */
export function sServer({ server, ca, demand, tls, crl }: FrontEnd): Promise<ForeignServer> {
  const words = { off: [], optional: ['-verify', '3'], required: ['-Verify', '3'] }
  return startForeignServer({
    program: 'openssl',
    from: 'openssl',
    args: (port) => [
      's_server',
      '-accept',
      `127.0.0.1:${port}`,
      '-cert',
      'server.pem',
      '-CAfile',
      'ca.pem',
      '-www',
      '-quiet',
      // Without this it goes on whatever the verdict is.
      ...(demand === 'off' ? [] : ['-verify_return_error']),
      ...words[demand],
      ...(crl === undefined ? [] : ['-CRL', 'crl.pem', '-crl_check']),
      ...(tls === undefined ? [] : [`-tls${tls.replace('.', '_')}`]),
    ],
    files: () => ({ 'server.pem': server.cert + server.key, 'ca.pem': ca, 'crl.pem': crl ?? '' }),
  })
}

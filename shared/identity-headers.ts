/**
 * Names of request headers that only a door may set, lower-cased and with `-`: whatever visitors send under them is
 * removed. Servers that turn `_` into `-` (CGI, WSGI, PHP) make both spellings one name.
 */
export const identityHeaders = {
  prefixes: ['x-ssl-', 'x-forwarded-', 'x-client-cert', 'x-vestibule-', 'client-cert', 'ssl-client-'],
  names: ['forwarded', 'x-real-ip', 'remote-user', 'x-remote-user'],
} as const

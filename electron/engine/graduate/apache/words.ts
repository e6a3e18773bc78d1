/** Where the pages are: a path that no site of its own is likely to have. */
export const PAGES = '/.vestibule-pages'

/** A double-quoted argument. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`
}

/** A pattern of mod_rewrite, which knows no escapes between its quotes. */
export function pattern(text: string): string {
  return `"${text.replaceAll('"', '\\x22')}"`
}

/** A string in an expression: `%{` begins a variable there. */
export function text(value: string): string {
  return `'${value.replace(/['\\]/g, '\\$&').replaceAll('%', '\\%')}'`
}

export const GOOD = "%{SSL_CLIENT_VERIFY} == 'SUCCESS'"
export const NONE = "%{SSL_CLIENT_VERIFY} == 'NONE'"
/** A certificate that `optional_no_ca` let through the handshake: GENEROUS or FAILED. */
export const BAD = '%{SSL_CLIENT_VERIFY} !~ /^(SUCCESS|NONE)$/'
/** OpenSSL's text of 21, which is what a stranger's certificate ends with. */
export const LEAF = "%{SSL_CLIENT_VERIFY} == 'FAILED:unable to verify the first certificate'"
export const SELF = '%{SSL_CLIENT_S_DN} == %{SSL_CLIENT_I_DN}'

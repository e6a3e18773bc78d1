/**
 * Prevents that script, frames, forms or anything from elsewhere runs in our page, whatever text is shown in it. Mantine
 * sets style attributes, hence 'unsafe-inline' for styles only.
 */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

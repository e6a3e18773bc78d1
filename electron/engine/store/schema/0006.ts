/**
 * `crl_floor`: no list of this authority may have this number or a lower one; set when a backup was restored, because
 * lists may have been published that it knows nothing of. `crl_url`: where the owner publishes the list, for the CRL
 * distribution point of certificates (RFC 5280 §4.2.1.13).
 */
export const schema0006 = `
ALTER TABLE authorities ADD COLUMN crl_floor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE authorities ADD COLUMN crl_url TEXT;
`

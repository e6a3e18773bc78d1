/**
 * `options`: what is set only seldom about a site, read and written whole: JSON, see store/site-options.ts. `stale_list`:
 * what happens to the visitors of a trusted authority when its revocation list is out of date.
 */
export const schema0003 = `
ALTER TABLE sites ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE authorities ADD COLUMN stale_list TEXT NOT NULL DEFAULT 'go-on' CHECK (stale_list IN ('go-on', 'refuse'));
`

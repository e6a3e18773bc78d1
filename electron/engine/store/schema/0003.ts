/** What is set only seldom about a site, read and written whole: JSON, see store/site-options.ts. */
export const siteOptions = `
ALTER TABLE sites ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
`

/** What happens to the visitors of a trusted authority when its revocation list is out of date. */
export const staleList = `
ALTER TABLE authorities ADD COLUMN stale_list TEXT NOT NULL DEFAULT 'go-on' CHECK (stale_list IN ('go-on', 'refuse'));
`

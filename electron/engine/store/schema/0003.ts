/** What is set only seldom about a site, read and written whole: JSON, see store/site-options.ts. */
export const schema0003 = `
ALTER TABLE sites ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
`

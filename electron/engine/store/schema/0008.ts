/**
 * Renewal: the certificate before the current one stays good until the current one is seen. `previous_id` names it as
 * long as that is so.
 */
export const renewal = `
ALTER TABLE devices ADD COLUMN previous_id TEXT REFERENCES certificates (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX devices_previous ON devices (previous_id) WHERE previous_id IS NOT NULL;
`

/** The order of the list. */
export const deviceOrder = `
CREATE INDEX devices_created ON devices (created_at, id);
`

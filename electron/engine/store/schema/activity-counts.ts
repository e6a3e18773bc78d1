/**
 * A burst of knocks is one line: `count` of them, the last one at `last_at`. `own` marks visits of the owner's devices,
 * which have a share of their own in what is kept.
 */
export const activityCounts = `
ALTER TABLE activity ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
ALTER TABLE activity ADD COLUMN last_at INTEGER;
ALTER TABLE activity ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
UPDATE activity SET own = 1 WHERE outcome = 'allowed' AND device_id IS NOT NULL AND probe = 0;
CREATE INDEX activity_own ON activity (own, id);
`

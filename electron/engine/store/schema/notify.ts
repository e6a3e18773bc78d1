/** Services that notices are sent to, and what waits to be sent. Times are milliseconds since 1970. */
export const notify = `
CREATE TABLE notify_channels (
  id          TEXT PRIMARY KEY,
  -- As it is compared: folded.
  name_key    TEXT NOT NULL UNIQUE,
  -- JSON without secrets: see store/notify.ts. Address and secret are in the table of secrets, under the service key.
  settings    TEXT NOT NULL,
  state       TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notify_queue (
  id          INTEGER PRIMARY KEY,
  channel_id  TEXT NOT NULL REFERENCES notify_channels (id) ON DELETE CASCADE,
  -- JSON, as the event app.notice has it.
  notice      TEXT NOT NULL,
  at          INTEGER NOT NULL,
  attempts    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX notify_queue_channel ON notify_queue (channel_id, id);
`

/** Devices that may manage Vestibule through the gate, and which of them did what. */
export const mayManage = `
ALTER TABLE devices ADD COLUMN may_manage INTEGER NOT NULL DEFAULT 0 CHECK (may_manage IN (0, 1));
-- Name of the device that came through the gate; NULL for everybody on the computer itself.
ALTER TABLE audit ADD COLUMN device TEXT;
`

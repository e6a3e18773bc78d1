/** A passphrase that is strong enough. */
export const PASSPHRASE = 'tidal otter lantern basin'

/** The one fixed pair of channels between window and program. */
export const CALL = 'vestibule:call'
export const EVENT = 'vestibule:event'

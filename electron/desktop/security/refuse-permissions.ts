import type { Session } from 'electron'

/** Writing to the clipboard is what copy buttons do; nothing else is needed. */
const ALLOWED = 'clipboard-sanitized-write'

/** Prevents use of camera, microphone, location, notifications and every other permission by the page. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === ALLOWED))
  session.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED)
  session.setDevicePermissionHandler(() => false)
}

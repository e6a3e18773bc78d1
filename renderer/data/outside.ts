import { go } from './route.ts'

/** Whether the browser lets this page show notifications; null where that is the desktop app's own task. */
export function outsidePermission(): NotificationPermission | null {
  return window.vestibule || !('Notification' in window) ? null : Notification.permission
}

/** Asks the person, by the browser's own question. */
export function askForOutside(): Promise<NotificationPermission> {
  return Notification.requestPermission()
}

/** Shows a notice outside the page where nobody would see it inside, if the browser was allowed to. */
export function showOutside(title: string, body: string, address: string): void {
  if (outsidePermission() !== 'granted' || document.visibilityState === 'visible') return
  const shown = new Notification(title, { body, tag: address })
  shown.addEventListener('click', () => {
    window.focus()
    go(address)
  })
}

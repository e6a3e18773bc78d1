import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

test('the window loads its own page and nothing from anywhere else', async () => {
  const cancelled = async (url: string) =>
    (await desktop().order<{ cancelled: boolean }>({ do: 'load', url })).cancelled
  for (const url of [
    'http://example.com/',
    'https://example.com/script.js',
    'ws://127.0.0.1:1/',
    'file:///etc/passwd',
    'ftp://example.com/',
    'vestibule://app.example.com/',
    'blob:https://example.com/1',
  ])
    expect([url, await cancelled(url)]).toEqual([url, true])
  for (const url of ['vestibule://app/index.html', 'blob:vestibule://app/1', 'data:image/png;base64,AA=='])
    expect([url, await cancelled(url)]).toEqual([url, false])
})

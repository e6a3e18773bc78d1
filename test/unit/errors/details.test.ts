import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors/index.ts'

test('what strangers wrote ends no line of a message and moves no cursor', () => {
  const { message } = new AppError('authority/file-unknown-algorithm', { algorithm: 'AES\r\n\u001B[2J\0\u2028X' })
  expect(message).toBe('The file uses an algorithm that is not supported (AES\uFFFD\uFFFD\uFFFD[2J\uFFFD\uFFFDX).')
})

test('what strangers wrote does not fill the window', () => {
  const { message } = new AppError('app/unknown-method', { method: 'x'.repeat(1_000_000) })
  expect(message.length).toBeLessThan(1200)
})

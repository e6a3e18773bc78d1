import { AppError } from '../../../shared/errors/index.ts'

/**
 * Encrypts a word for a recipient: one that is mistyped fails now, not in the first night.
 * @throws AppError backup/recipient
 */
export async function requireRecipient(recipient: string): Promise<void> {
  const { Encrypter } = await import('age-encryption')
  try {
    const encrypter = new Encrypter()
    encrypter.addRecipient(recipient)
    await encrypter.encrypt('Vestibule')
  } catch (error) {
    throw new AppError('backup/recipient', {}, { cause: error })
  }
}

import type { FileContent } from '../../shared/contract/common.ts'
import { bytesOf } from './base64.ts'

/** Hands bytes to the browser's download. */
export function saveBlob(fileName: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // Some browsers read the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Saves a file that the engine made. */
export function saveFile(file: Pick<FileContent, 'fileName' | 'mediaType' | 'base64'>): void {
  saveBlob(file.fileName, new Blob([bytesOf(file.base64)], { type: file.mediaType }))
}

/** Saves a text, for example PEM, as UTF-8. */
export function saveText(fileName: string, text: string, mediaType: string): void {
  saveBlob(fileName, new Blob([text], { type: `${mediaType};charset=utf-8` }))
}

/** Saves a value as readable JSON. */
export function saveJson(fileName: string, value: unknown): void {
  saveText(fileName, `${JSON.stringify(value, null, 2)}\n`, 'application/json')
}

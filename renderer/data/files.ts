import { useState } from 'react'

/** A file of the person's, as calls of the engine carry it. */
export interface ReadFile {
  readonly name: string
  readonly base64: string
}

/** Bytes of all files together that the engine takes at once. */
export const MOST_BYTES = 16 * 1_048_576

/** @throws DOMException when a file was moved, or is a folder */
export async function readFiles(files: readonly File[]): Promise<ReadFile[]> {
  return Promise.all(
    files.map(async (file) => {
      const bytes = new Uint8Array(await file.arrayBuffer())
      let binary = ''
      // Arguments of one call are limited.
      for (let at = 0; at < bytes.length; at += 32_768) {
        binary += String.fromCharCode(...bytes.subarray(at, at + 32_768))
      }
      return { name: file.webkitRelativePath || file.name, base64: btoa(binary) }
    }),
  )
}

/** Files that a person gave, read at once, so that what was moved or is no file is told at once. */
export interface ChosenFiles {
  readonly files: readonly ReadFile[]
  readonly reading: boolean
  readonly unreadable: boolean
  readonly choose: (files: readonly File[]) => void
}

export function useChosenFiles(): ChosenFiles {
  const [files, setFiles] = useState<readonly ReadFile[]>([])
  const [state, setState] = useState<'reading' | 'unreadable' | null>(null)
  const choose = async (list: readonly File[]): Promise<void> => {
    setState('reading')
    try {
      setFiles(await readFiles(list))
      setState(null)
    } catch {
      setFiles([])
      setState('unreadable')
    }
  }
  return {
    files,
    reading: state === 'reading',
    unreadable: state === 'unreadable',
    choose: (list) => void choose(list),
  }
}

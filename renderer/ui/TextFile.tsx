import { FileInput } from '@mantine/core'
import { useState } from 'react'
import { readAsText } from '../data/read-text.ts'

/**
 * A file of any form that is read as soon as it is chosen: given on as it is where it is plain text, else as base64, which
 * the engine’s readers take apart again.
 */
export function TextFile(props: {
  label: string
  placeholder: string
  /** As of an `<input type="file">`. */
  accept: string
  onText: (text: string) => void
}) {
  const [file, setFile] = useState<File | null>(null)
  const choose = async (chosen: File | null): Promise<void> => {
    setFile(chosen)
    props.onText(chosen ? await readAsText(chosen) : '')
  }
  return (
    <FileInput
      label={props.label}
      placeholder={props.placeholder}
      accept={props.accept}
      value={file}
      onChange={(chosen) => void choose(chosen)}
    />
  )
}

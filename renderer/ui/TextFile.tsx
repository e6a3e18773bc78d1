import { FileInput } from '@mantine/core'
import { useState } from 'react'

/** A text file that is read as soon as it is chosen. */
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
    props.onText(chosen ? await chosen.text() : '')
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

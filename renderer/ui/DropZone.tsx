import { Button, FileButton } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useState, type DragEvent } from 'react'
import './ui.css'

/** A place to drop files on, with a button for those who do not drag. */
export function DropZone(props: {
  label: string
  hint: string
  button: string
  disabled: boolean
  onFiles: (files: readonly File[]) => void
}) {
  const [over, setOver] = useState(false)
  const drag = (inside: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(inside)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    const files = [...event.dataTransfer.files]
    if (files.length > 0 && !props.disabled) props.onFiles(files)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the button inside does the same by keyboard
    <section
      className={`drop-zone ${over ? 'over' : ''}`}
      aria-label={props.label}
      onDragEnter={drag(true)}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={drop}
    >
      <IconFileUpload size={32} stroke={1.5} aria-hidden />
      <p className="big">{props.label}</p>
      <p className="dim">{props.hint}</p>
      <FileButton multiple disabled={props.disabled} onChange={(files) => files.length > 0 && props.onFiles(files)}>
        {(button) => (
          <Button {...button} variant="default">
            {props.button}
          </Button>
        )}
      </FileButton>
    </section>
  )
}

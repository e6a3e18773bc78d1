import { Button, FileButton } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useState, type DragEvent } from 'react'
import { useWords, type Words } from '../words/index.ts'
import './drop-zone.css'

/** So many files are named; the others are counted. */
const NAMED = 6
/** Not in React's types, but in every browser. */
const FOLDER = { webkitdirectory: '' } as object

function chosenWords(chosen: readonly string[], { chosen: all, chosenMore }: Words['common']): string {
  const names = chosen.slice(0, NAMED)
  return chosen.length > NAMED ? chosenMore({ names, count: chosen.length - NAMED }) : all({ names })
}

/** A place to drop files on, with a button for those who do not drag; a folder too, where it is told what for. */
export function DropZone(props: {
  label: string
  hint: string
  button: string
  disabled?: boolean
  /** Words of the button that chooses a whole folder; without them none can be chosen. */
  folder?: string
  /** As of an `<input type="file">`. */
  accept?: string
  /** What was chosen last, so that it stays visible. */
  chosen?: readonly string[]
  onFiles: (files: readonly File[]) => void
}) {
  const { common } = useWords()
  const [over, setOver] = useState(false)
  const drag = (inside: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(inside)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    const files = [...event.dataTransfer.files]
    if (files.length > 0 && props.disabled !== true) props.onFiles(files)
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
      <div className="line">
        <FileButton
          multiple
          disabled={props.disabled ?? false}
          {...(props.accept === undefined ? {} : { accept: props.accept })}
          onChange={(files) => files.length > 0 && props.onFiles(files)}
        >
          {(button) => (
            <Button {...button} variant="default">
              {props.button}
            </Button>
          )}
        </FileButton>
        {props.folder !== undefined && (
          <FileButton multiple onChange={props.onFiles} inputProps={FOLDER}>
            {(button) => (
              <Button {...button} variant="default">
                {props.folder}
              </Button>
            )}
          </FileButton>
        )}
      </div>
      {props.chosen !== undefined && props.chosen.length > 0 && (
        <output className="file-names">{chosenWords(props.chosen, common)}</output>
      )}
    </section>
  )
}

import type { FailureError } from '../../../shared/errors/failure-error.ts'
import { useEffect, useRef } from 'react'
import type { ReadFile } from '../../data/files.ts'
import { useAction } from '../../data/hooks.ts'
import { to, useRoute } from '../../data/route.ts'

/** Takes the file that the system asked the app to open: its id is in the address, and good for once. */
export function useOpenedFile(onFile: (file: ReadFile) => void): FailureError | undefined {
  const id = useRoute().params.get('opened')
  const { run, error } = useAction('app.opened')
  const taken = useRef<string>(null)
  useEffect(() => {
    if (id === null || taken.current === id) return
    taken.current = id
    const take = async (): Promise<void> => {
      const file = await run({ id })
      // Loaded again, the page would ask in vain.
      window.location.replace(to('diagnostics', 'file'))
      if (file) onFile({ name: file.fileName, base64: file.base64 })
    }
    void take()
  })
  return error
}

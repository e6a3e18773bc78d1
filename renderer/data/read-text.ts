import { readFiles } from './files.ts'

/** A file as text: itself where it is plain ASCII, else base64 of it. @throws DOMException when it was moved, or is a folder */
export async function readAsText(file: File): Promise<string> {
  const [read] = await readFiles([file])
  const binary = atob(read?.base64 ?? '')
  return /^[\x20-\x7E\t\r\n]*$/.test(binary) ? binary : (read?.base64 ?? '')
}

import { useMemo } from 'react'
import { encode } from 'uqr'
import './ui.css'

/** Light modules around a code, without which readers do not find it (ISO/IEC 18004 §6.3.8). */
const QUIET = 4

/** A text as a QR code: dark on light in every colour scheme, because many readers know nothing else. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const { data } = encode(text, { ecc: 'M', border: 0 })
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])))
    return { path: dark.join(''), size: data.length + 2 * QUIET }
  }, [text])
  return (
    // Drawn here, not loaded: no picture element can hold it.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

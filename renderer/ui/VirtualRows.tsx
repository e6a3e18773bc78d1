// A <table> cannot place its rows freely: the roles say what the boxes are.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type CSSProperties, type ReactNode } from 'react'
import './ui.css'

/** A table of any length: only the rows in sight are in the document. */
export function VirtualRows<T>(props: {
  label: string
  items: readonly T[]
  keyOf: (item: T) => string
  columns: readonly string[]
  /** CSS grid columns, shared by head and rows. */
  template: string
  rowHeight: number
  /** What stands in each column. */
  cells: (item: T) => readonly ReactNode[]
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const { items, keyOf, rowHeight, template } = props
  // oxlint-disable-next-line react/incompatible-library -- its result is used here only, never memoised
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const item = items[index]
      return item === undefined ? index : keyOf(item)
    },
    overscan: 8,
  })
  const columns: CSSProperties = { gridTemplateColumns: template }
  const height = `min(${items.length * rowHeight}px, max(320px, calc(100dvh - var(--v-list-offset, 300px))))`
  return (
    <div className="rows" role="table" aria-label={props.label} aria-rowcount={items.length + 1}>
      <div className="rows-head" role="row" aria-rowindex={1} style={columns}>
        {props.columns.map((column) => (
          <div key={column} role="columnheader">
            {column}
          </div>
        ))}
      </div>
      <div ref={scroller} className="rows-body" role="rowgroup" style={{ height }}>
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const item = items[index]
            return (
              item !== undefined && (
                <div
                  key={key}
                  className="row"
                  role="row"
                  aria-rowindex={index + 2}
                  style={{ ...columns, height: rowHeight, transform: `translateY(${start}px)` }}
                >
                  {props.cells(item).map((cell, column) => (
                    <div key={props.columns[column]} className="cell" role="cell">
                      {cell}
                    </div>
                  ))}
                </div>
              )
            )
          })}
        </div>
      </div>
    </div>
  )
}

// A <table> cannot place its rows freely: the roles say what the boxes are.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type CSSProperties, type ReactNode } from 'react'
import './rows.css'
import './ui.css'

/** The column that a table is sorted by, and how to choose another. */
export interface Sorting {
  /** Number of the column, from 0. */
  readonly by: number
  readonly descending: boolean
  readonly onSort: (column: number) => void
}

/** Rows that are marked, by their keys. */
export interface Selection {
  readonly selected: ReadonlySet<string>
  readonly onToggle: (key: string) => void
  readonly onToggleAll: () => void
  readonly labelAll: string
  readonly label: (key: string) => string
}

function Head(props: { columns: readonly string[]; sorting?: Sorting | undefined }) {
  const { columns, sorting } = props
  return columns.map((column, index) => {
    const order = sorting?.by === index ? (sorting.descending ? 'descending' : 'ascending') : undefined
    return (
      <div key={column} role="columnheader" aria-sort={order}>
        {sorting ? (
          <button type="button" className="sort" onClick={() => sorting.onSort(index)}>
            {column}
            {order === 'ascending' && <IconChevronUp size={14} aria-hidden />}
            {order === 'descending' && <IconChevronDown size={14} aria-hidden />}
          </button>
        ) : (
          column
        )}
      </div>
    )
  })
}

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
  sorting?: Sorting
  selection?: Selection
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
  const { selection } = props
  const columns: CSSProperties = { gridTemplateColumns: selection ? `28px ${template}` : template }
  const height = `min(${items.length * rowHeight}px, max(320px, calc(100dvh - var(--v-list-offset, 300px))))`
  return (
    <div className="rows" role="table" aria-label={props.label} aria-rowcount={items.length + 1}>
      <div className="rows-head" role="row" aria-rowindex={1} style={columns}>
        {selection && (
          <div role="columnheader">
            <input
              type="checkbox"
              className="select-row"
              aria-label={selection.labelAll}
              checked={items.length > 0 && selection.selected.size === items.length}
              onChange={selection.onToggleAll}
            />
          </div>
        )}
        <Head columns={props.columns} sorting={props.sorting} />
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
                  {selection && (
                    <div className="cell" role="cell">
                      <input
                        type="checkbox"
                        className="select-row"
                        aria-label={selection.label(keyOf(item))}
                        checked={selection.selected.has(keyOf(item))}
                        onChange={() => selection.onToggle(keyOf(item))}
                      />
                    </div>
                  )}
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

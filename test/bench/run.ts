/**
 * `npm run bench`: one table. Figures of one run on one machine; compare the ratios, not the absolute values. The load
 * says whether anything else ran meanwhile.
 */
import os from 'node:os'
import { benchAcme } from './acme.ts'
import { benchDiagnosis } from './diagnosis.ts'
import type { Figure } from './figure.ts'
import { benchGate, benchProduct } from './gate.ts'
import { benchHouse } from './house.ts'
import { benchIssue } from './issue.ts'
import { benchShell } from './shell.ts'
import { benchStore } from './store.ts'
import { benchVisitors } from './visitors.ts'

const groups: readonly (readonly [string, () => Promise<Figure[]>])[] = [
  ['issue', benchIssue],
  ['store', benchStore],
  ['house', benchHouse],
  ['shell', benchShell],
  ['diagnosis', benchDiagnosis],
  ['product', benchProduct],
  ['gate', benchGate],
  ['visitors', benchVisitors],
  ['acme', benchAcme],
]

const wanted = process.argv.slice(2)
const number = (value: number | undefined): string =>
  value === undefined ? '' : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 })

process.stdout.write(
  `${'figure'.padEnd(78)} ${'value'.padStart(10)} ${'unit'.padEnd(6)} ${'reference'.padStart(10)}  ratio\n`,
)
for (const [name, bench] of groups) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  for (const figure of await bench()) {
    process.stdout.write(
      `${figure.name.padEnd(78)} ${number(figure.value).padStart(10)} ${figure.unit.padEnd(6)} ${number(figure.reference).padStart(10)}  ${number(figure.ratio)}\n`,
    )
  }
  const load = os.loadavg().map((one) => one.toFixed(1))
  process.stdout.write(
    `${`load of the last 1, 5 and 15 minutes, ${os.availableParallelism()} cores`.padEnd(78)} ${load.join(' ').padStart(17)}\n`,
  )
}

/** Reads what each runner says of itself in its own machine-readable report. */
import fs from 'node:fs'
import path from 'node:path'
import type { NeedName } from '../support/programs.ts'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Those that failed, by file and name, as far as the report tells: the end of a log is what is read first. */
  readonly names: readonly string[]
  /** Among the skipped, those that were not run because something is missing: one entry a test, with all it needs. */
  readonly notRun: readonly (readonly NeedName[])[]
}

export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly numFailedTestSuites: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly tags?: readonly string[]
    }[]
  }[]
}

/** @param missing what is not on this computer */
export function countVitest(report: VitestReport, missing: readonly NeedName[], root: string): Counts {
  const names = report.testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status === 'failed').map((one) => one.fullName)
    const file = path.relative(root, name)
    if (failed.length === 0) return status === 'failed' ? [file] : []
    return failed.map((one) => `${file} › ${one}`)
  })
  const notRun = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'skipped' || status === 'pending')
    .map(({ tags = [] }) => missing.filter((name) => tags.includes(name)))
    .filter((needs) => needs.length > 0)
  return {
    names,
    notRun,
    passed: report.numPassedTests,
    // A file that could not even be loaded has no failed test of its own.
    failed: Math.max(report.numFailedTests, names.length, report.numFailedTestSuites > 0 ? 1 : 0),
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Attributes of the outermost element of a JUnit report. @throws when it cannot be read */
export function countJunit(text: string): Counts {
  const head = /<testsuites\b[^>]*>/.exec(text)?.[0] ?? ''
  const number = (name: string): number => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? Number.NaN)
  const [tests, failed, skipped] = [number('tests'), number('failures'), number('skipped') || 0]
  if (Number.isNaN(tests) || Number.isNaN(failed)) throw new Error('no JUnit report')
  const names = [...text.matchAll(/<testcase\b[^>]*?\bname="([^"]*)"[^>]*>\s*<failure/g)].map(([, name]) => name ?? '')
  return { passed: tests - failed - skipped, failed, skipped, names, notRun: [] }
}

/** A suite of Playwright's report: files, groups, tests. */
interface Suite {
  readonly title: string
  readonly suites?: readonly Suite[]
  readonly specs?: readonly { readonly title: string; readonly tests: readonly { readonly status: string }[] }[]
}

export interface PlaywrightReport {
  readonly stats: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
  readonly suites: readonly Suite[]
}

function failedSpecs({ title, suites = [], specs = [] }: Suite): string[] {
  const bad = specs.filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'))
  return [...bad.map((one) => one.title), ...suites.flatMap(failedSpecs)].map((name) => `${title} › ${name}`)
}

export function countPlaywright({ stats, suites }: PlaywrightReport): Counts {
  return {
    passed: stats.expected,
    // A test that passes only when tried again has failed.
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    names: suites.flatMap(failedSpecs),
    notRun: [],
  }
}

/** How many tests a file of end-to-end tests holds: each begins a line. */
export function testsInSpec(file: string): number {
  return fs.readFileSync(file, 'utf8').match(/^\s*test\(/gm)?.length ?? 0
}

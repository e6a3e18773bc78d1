import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { gateFlags } from '../../../electron/headless/gate-command.ts'
import { isSupportedNode, TESTED_NODE_MAJORS } from '../../../electron/headless/launch/node-versions.js'
import { english } from '../../../shared/messages/english.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

test('engines, the check at the start, the error and the README name the same versions', () => {
  const { engines } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    engines: { node: string }
  }
  const [oldest] = TESTED_NODE_MAJORS
  expect(engines.node).toBe(`>=${oldest}`)
  const said = english.failure({ code: 'app/node-too-old', values: { version: '22.0.0' } })
  expect(said.message).toContain(`Node ${oldest} or newer`)
  expect(said.remedy).toContain(`Node ${TESTED_NODE_MAJORS.join(' and ')}`)
})

test.each([
  ['20.20.2', false],
  ['23.11.1', false],
  ['24.0.0', true],
  ['24.21.0', true],
  ['26.10.0', true],
  // A system that updates itself must not close the doors.
  ['31.0.0', true],
])('Node %s: %s', (version, works) => expect(isSupportedNode(version)).toBe(works))

describe('the flags of the gate', () => {
  test('give the network where it is a permission, and never what is none', () => {
    const flags = (...known: string[]): string[] => gateFlags(['/code'], (flag) => known.includes(flag))
    expect(flags()).toEqual([
      '--permission',
      '--allow-fs-read=/code',
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=SecurityWarning',
    ])
    expect(flags('--allow-net')).toContain('--allow-net')
    expect(flags('--no-experimental-sqlite', '--no-experimental-ffi')).toEqual(
      expect.arrayContaining(['--no-experimental-sqlite', '--no-experimental-ffi']),
    )
    for (const flag of flags(
      '--allow-net',
      '--allow-child-process',
      '--allow-worker',
      '--allow-fs-write',
      '--allow-ffi',
    )) {
      expect(flag).not.toMatch(/--allow-(?:child|worker|fs-write|ffi|addons|wasi|inspector)/)
    }
  })

  test.each([process.execPath, process.env['NODE_NEWEST']].filter((file) => file !== undefined))(
    'are taken by %s',
    (node) => {
      const asked = `process.stdout.write(JSON.stringify([...process.allowedNodeEnvironmentFlags]))`
      const known = JSON.parse(execFileSync(node, ['-e', asked], { encoding: 'utf8' })) as string[]
      const flags = gateFlags(['/nothing'], (flag) => known.includes(flag))
      const { status, stderr } = spawnSync(node, [...flags, '--eval', ''], { encoding: 'utf8' })
      expect([status, stderr]).toEqual([0, ''])
    },
  )
})

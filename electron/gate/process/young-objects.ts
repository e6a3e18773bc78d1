import { setFlagsFromString } from 'node:v8'

/**
 * Young objects of a gate live for one request: room for megabytes of them brings no speed, and is never given back; one
 * megabyte is nothing that threads should share the work of. Measured in docs/decisions/0028-own-http1-reader.md. To be
 * called before the heap has grown.
 */
export function keepYoungObjectsFew(): void {
  for (const flag of ['--semi-space-growth-factor=1', '--no-parallel-scavenge']) setFlagsFromString(flag)
}

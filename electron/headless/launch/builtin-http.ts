import type { Plugin } from 'vite'

const MODULE = /^import (?:(\w+)|\{ ([^}]+) \}|(\w+), \{ ([^}]+) \}) from "node:(https?)";$/gm

/**
 * `import http from 'node:http'` asks the module for all that it exports, and one of those is Node's `WebSocket`: for it
 * Node loads the whole of its `fetch`, which is 40 ms of every start. Asked for as a whole it does not.
 */
export function builtinHttp(): Plugin {
  return {
    name: 'vestibule-builtin-http',
    renderChunk(code) {
      const written = code.replace(MODULE, (_whole, alone?: string, only?: string, both?: string, ...rest) => {
        const [names, module] = rest as [string | undefined, string]
        const found = `process.getBuiltinModule("node:${module}")`
        const named = (only ?? names)?.replaceAll(' as ', ': ')
        const whole = alone ?? both
        return [
          ...(whole === undefined ? [] : [`const ${whole} = ${found};`]),
          ...(named === undefined ? [] : [`const { ${named} } = ${found};`]),
        ].join(' ')
      })
      if (/from "node:https?"/.test(written)) throw new Error('node:http is imported in a way that is not known here')
      return written === code ? null : { code: written, map: null }
    },
  }
}

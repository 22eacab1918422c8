/** Which room may know which: the arrows of the house point one way. */
const room = (names) => `^src/(${names})/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'the-contract-knows-only-what-is-generated',
      severity: 'error',
      from: { path: room('contract') },
      to: { path: '^(src/(?!contract/)|generated/(server|client))' },
    },
    {
      name: 'the-database-knows-nothing-of-the-house',
      severity: 'error',
      from: { path: room('database') },
      to: { path: '^(src/(?!database/|contract/reason\\.ts$)|generated/)' },
    },
    {
      name: 'the-wallet-knows-no-http-and-no-wire',
      severity: 'error',
      from: { path: room('wallet') },
      to: { path: '^(src/(?!wallet/|database/|contract/(types|callback|money|observer|reason)\\.ts$)|generated/(?!protocol)|node_modules/express|http)' },
    },
    {
      name: 'the-server-knows-no-database',
      severity: 'error',
      from: { path: room('server') },
      to: { path: '^(src/(cli|database|provider)/|src/wallet/(sqlite|postgres)/|sqlite$|node_modules/pg/)' },
    },
    {
      name: 'the-provider-knows-only-the-contract',
      severity: 'error',
      from: { path: room('provider') },
      to: { path: '^src/(cli|server|wallet)/' },
    },
    {
      name: 'the-mock-knows-the-contract-and-the-edge',
      severity: 'error',
      from: { path: room('mock') },
      to: { path: '^(src/(?!mock/|contract/|server/)|generated/(client|server))' },
    },
    {
      name: 'the-scaffold-knows-only-the-contract',
      severity: 'error',
      from: { path: room('scaffold') },
      to: { path: '^(src/(?!scaffold/|contract/)|generated/(client|server|types))' },
    },
    {
      name: 'the-raw-types-have-one-importer',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/contract/types\\.ts$' },
      to: { path: '^generated/types\\.ts$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // Files of another project.
    exclude: { path: '^src/scaffold/templates/' },
    doNotFollow: { path: 'node_modules' },
  },
};

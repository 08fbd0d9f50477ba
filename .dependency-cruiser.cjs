// Who may reach whom. ARCHITECTURE.md says why; here it is held.
const path = require('node:path')

const testFile = '\\.test\\.tsx?$|/test-support/|\\.fixture\\.ts$'
const siblings = '^(server|bot|miniprogram|tests)/'

/** A package that reaches only itself and `shared`. */
const onlyShared = (name) => ({
  name: `${name}-reaches-only-shared`,
  comment: 'Packages meet over HTTP, through the contract in shared; none imports another.',
  severity: 'error',
  from: { path: `^${name}/` },
  // a package's own tests may use the databases of the test run
  to: { path: siblings, pathNot: [`^${name}/`, '^tests/support/'] },
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment:
        'Who cannot be understood alone cannot be changed alone; so no cycle of types either.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      // one of two style sheets, by the platform that Taro builds for
      to: { couldNotResolve: true, pathNot: '^platform-styles$' },
    },
    {
      name: 'no-undeclared-package',
      comment: 'What a package imports stands in its own package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dev-package-in-source',
      comment: 'What runs in production is a dependency, not a devDependency.',
      severity: 'error',
      from: { path: '^(shared|server|bot|miniprogram)/src/', pathNot: testFile },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
    {
      name: 'no-test-in-source',
      severity: 'error',
      from: { pathNot: `${testFile}|^tests/` },
      to: { path: `${testFile}|^tests/` },
    },
    {
      name: 'shared-reaches-no-package',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: siblings },
    },
    onlyShared('server'),
    onlyShared('bot'),
    onlyShared('miniprogram'),
    onlyShared('tests'),
    {
      name: 'feature-by-its-index',
      comment:
        'A feature reaches its own files, another feature by its index.ts, platform/, and of http/ only what a route is made with.',
      severity: 'error',
      from: { path: '^server/src/features/([^/]+)/', pathNot: testFile },
      to: {
        path: '^server/src/',
        pathNot: [
          '^server/src/features/$1/',
          '^server/src/features/[^/]+/index\\.ts$',
          '^server/src/platform/',
          '^server/src/http/(route|upload)\\.ts$',
        ],
      },
    },
    {
      name: 'platform-reaches-no-feature',
      severity: 'error',
      from: { path: '^server/src/platform/', pathNot: testFile },
      to: { path: '^server/src/(features|http)/' },
    },
    {
      name: 'embedded-mongo-stands-alone',
      comment: 'The embedded store could be published by itself.',
      severity: 'error',
      from: { path: '^server/src/embedded-mongo/' },
      to: {
        path: '^(server|shared|bot|miniprogram|tests)/',
        pathNot: ['^server/src/embedded-mongo/', 'node_modules/'],
      },
    },
    {
      name: 'embedded-mongo-by-its-index',
      severity: 'error',
      from: { path: '^server/src/', pathNot: ['^server/src/embedded-mongo/', testFile] },
      to: {
        path: '^server/src/embedded-mongo/',
        pathNot: '^server/src/embedded-mongo/index\\.ts$',
      },
    },
    {
      name: 'mongoose-only-in-models',
      comment: 'The database is known to models and to the connection; services ask models.',
      severity: 'error',
      from: {
        path: '^server/src/',
        pathNot: [testFile, '\\.model\\.ts$', '^server/src/platform/database'],
      },
      to: { path: 'node_modules/mongoose/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'koa-only-in-http',
      comment:
        'Services know nothing of requests; they are called by routes, jobs and tests alike.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: [testFile, '^server/src/http/', '\\.routes\\.ts$'] },
      to: { path: 'node_modules/(koa|@koa/[^/]+|koa-[^/]+|@types/koa[^/]*)/' },
    },
    {
      name: 'no-zod-in-miniprogram',
      comment: 'zod weighs 87 KB in the WeChat package. Types of the contract cost nothing.',
      severity: 'error',
      from: { path: '^miniprogram/src/', pathNot: testFile },
      to: {
        path: ['node_modules/zod/', '^shared/src/contract/'],
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    // tools of the root's package.json may be used by every package's tests
    combinedDependencies: true,
    moduleSystems: ['es6', 'cjs'],
    tsConfig: { fileName: path.join(__dirname, 'miniprogram/tsconfig.json') },
    webpackConfig: { fileName: path.join(__dirname, 'scripts/lib/module-aliases.cjs') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
}

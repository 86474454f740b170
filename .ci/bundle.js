// Packs dist/ into few files, so that a command starts without reading hundreds of modules, and fills their code caches.
import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'

import {describedChecks} from '../dist/actions/doctor/described-checks.js'
import {listAlertFiles} from '../dist/alerts/catalogue.js'
import {packedRunbooks} from '../dist/alerts/packed-runbooks.js'
import {shippedRules} from '../dist/alerts/shipped-rules.js'
import {listRecipes} from '../dist/images/recipes.js'
import {formatValuesSchema} from '../dist/render/helm/values-schema.js'
import {precompileTemplate} from '../dist/render/load-template.js'
import {dataFolders} from '../dist/shipped.js'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const templates = join(root, 'templates')

// What only some commands need, each in a file of its own: it is neither read nor compiled before it is needed.
const later = [
  'dockerode',
  'execa',
  'listr2',
  '@inquirer/prompts',
  '@peculiar/x509',
  'reflect-metadata',
  'bcryptjs',
  'fzstd',
  '@prometheus-io/lezer-promql',
]
const laterFile = (name) => `./later/${name.replace('@', '').replace('/', '-')}.cjs`

// Modules of src that know the files of templates/ in development; the bundle gets what they would find now.
const frozen = {
  'actions/doctor/described-checks.ts': freezeChecks,
  'render/load-template.ts': freezeTemplates,
  'images/shipped-recipes.ts': freezeRecipes,
  'alerts/packed-runbooks.ts': freezeRunbooks,
  'alerts/shipped-rules.ts': freezeRules,
  'render/helm/schema-text.ts': freezeValuesSchema,
}

/** Only the parts of oclif that opsctl runs; its index loads all of them. */
const leanOclif = `
export {Command} from '@oclif/core/command'
export {Config} from '@oclif/core/config'
export {flush} from '@oclif/core/flush'
export * as Args from '@oclif/core/args'
export * as Flags from '@oclif/core/flags'
`

const lean = {
  name: 'lean',
  setup({onLoad, onResolve}) {
    onResolve({filter: /^[@a-z]/}, ({path}) =>
      later.includes(path) ? {path: laterFile(path), external: true} : undefined,
    )
    onResolve({filter: /^@oclif\/core$/}, () => ({path: 'oclif', namespace: 'lean'}))
    onLoad({filter: /.*/, namespace: 'lean'}, () => ({contents: leanOclif, resolveDir: root}))
    // zod ships the messages of 50 languages; opsctl writes its own.
    onLoad({filter: /zod\/v4\/locales\/index\.js$/}, () => ({
      contents: `export {default as en} from './en.js'`,
      resolveDir: join(root, 'node_modules/zod/v4/locales'),
    }))
    onLoad({filter: /\/src\/.*\.ts$/}, ({path}) => {
      const freeze = frozen[path.slice(join(root, 'src/').length)]
      return freeze ? {contents: freeze(), loader: 'js', resolveDir: dirname(path)} : undefined
    })
  },
}

// What a package loads for a feature that opsctl doesn't use, or not at once.
const spare = {
  '@oclif/core/lib/config/plugin-loader.js': () => 'exports.default = class {}',
  'dockerode/lib/session.js': () =>
    'module.exports = () => {throw new Error("BuildKit sessions are not in the bundle")}',
  'docker-modem/lib/ssh.js': (text) =>
    text.replace(/require\('ssh2'\)\.Client/, "function (...given) {return new (require('ssh2').Client)(...given)}"),
}

const sparing = {
  name: 'sparing',
  setup({onLoad}) {
    onLoad({filter: /plugin-loader\.js$|session\.js$|ssh\.js$/}, ({path}) => {
      const name = path.slice(path.lastIndexOf('/node_modules/') + '/node_modules/'.length)
      if (!Object.hasOwn(spare, name)) return undefined
      const text = readFileSync(path, 'utf8')
      const contents = spare[name](text)
      if (contents === text) throw new Error(`${name} is not what it was`)
      return {contents, resolveDir: dirname(path)}
    })
  },
}

const settings = {
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'ascii',
  minifyWhitespace: true,
  minifySyntax: true,
  // Node prints the line of an uncaught error.
  lineLimit: 200,
  // Code that runs from a cache can't import(); every package that is not in the bundle can be required.
  supported: {'dynamic-import': false},
  // Completion runs outside the bundle; oclif loads tsx and typescript only in development; cpu-features is an optional part of ssh2.
  external: ['@oclif/core/run', 'tsx', 'typescript', 'cpu-features', '*.node'],
  define: {'import.meta.url': '__bundleUrl', 'import.meta.dirname': '__dirname'},
  logLevel: 'warning',
}

const banner = {js: 'const __bundleUrl=require("node:url").pathToFileURL(__filename).href;'}

const outputs = await Promise.all([
  pack('opsctl.cjs', join(root, 'src/main.ts'), [lean, sparing]),
  ...later.map((name) => pack(laterFile(name), name, [sparing])),
])
writeOutputs(outputs)
await packThread('logs-worker.cjs', join(root, 'src/actions/logs/worker.ts'))
await packThread('load-worker.cjs', join(root, 'src/load/worker.ts'))
await packThread('synthetic-server.cjs', join(root, 'src/load/synthetic-server-main.ts'))
warmUp()

async function pack(outfile, entry, plugins) {
  const {outputFiles} = await build({
    ...settings,
    // Every command reads the first file, so it is made as short as can be.
    minifyIdentifiers: outfile === 'opsctl.cjs',
    entryPoints: [entry],
    absWorkingDir: root,
    outfile: join(dist, outfile),
    plugins,
  })
  return outputFiles[0]
}

/** What a thread of its own runs: Node loads it, so it is a plain file. */
async function packThread(outfile, entry) {
  await build({
    ...settings,
    write: true,
    entryPoints: [entry],
    absWorkingDir: root,
    outfile: join(dist, outfile),
    banner,
  })
}

/** Each file begins with the identity of the build: V8 itself only compares the length of the source. */
function writeOutputs(files) {
  const hash = createHash('sha256')
  for (const {text} of files) hash.update(text)
  const id = hash.digest('hex').slice(0, 16)
  rmSync(join(dist, 'cache'), {recursive: true, force: true})
  mkdirSync(join(dist, 'later'), {recursive: true})
  for (const {path, text} of files) {
    writeFileSync(path, `/*${id}*/(function(exports,require,module,__filename,__dirname){${banner.js}${text}\n})`)
  }
}

function freezeTemplates() {
  const apart = ['images', ...dataFolders]
  const files = readdirSync(templates, {recursive: true}).filter((path) => !apart.includes(path.split('/')[1]))
  const wanted = files.filter((path) => /\.\w+$/.test(basename(path))).toSorted()
  const entries = wanted.map((path) => {
    const text = readFileSync(join(templates, path), 'utf8')
    return `${JSON.stringify(path)}: () => (${path.endsWith('.hbs') ? precompileTemplate(text) : JSON.stringify(text)})`
  })
  return `const templates = {${entries.join(',\n')}}
export function loadTemplate(path) {
  if (!Object.hasOwn(templates, path)) throw new Error('no such template')
  return templates[path]()
}`
}

function freezeRecipes() {
  const recipes = [...listRecipes().values()].map(({image, folder, sha256}) => {
    return {image, room: basename(dirname(dirname(folder))), sha256}
  })
  return `export const shippedRecipes = ${JSON.stringify(recipes)}`
}

/** Too much to keep in the bundle: beside it, one file per language. */
function freezeRunbooks() {
  const folder = join(dist, 'runbooks')
  rmSync(folder, {recursive: true, force: true})
  mkdirSync(folder, {recursive: true})
  for (const lang of ['en', 'zh']) writeFileSync(join(folder, lang), packedRunbooks(lang))
  return `import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {packageRoot} from '../package-root.js'
export function packedRunbooks(lang) {
  return readFileSync(join(packageRoot(), 'dist/runbooks', lang), 'utf8')
}`
}

/** The words of all checks, so that telling them needs no code of any. */
function freezeChecks() {
  writeFileSync(join(dist, 'checks.json'), JSON.stringify(describedChecks()))
  return `import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {packageRoot} from '../../package-root.js'
export function describedChecks() {
  return JSON.parse(readFileSync(join(packageRoot(), 'dist/checks.json'), 'utf8'))
}`
}

/** As compact as they are rendered, beside the bundle. */
function freezeRules() {
  const folder = join(dist, 'rules')
  rmSync(folder, {recursive: true, force: true})
  mkdirSync(folder, {recursive: true})
  for (const file of listAlertFiles()) writeFileSync(join(folder, file.replaceAll('/', '-')), shippedRules(file))
  return `import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {packageRoot} from '../package-root.js'
export function shippedRules(file) {
  return readFileSync(join(packageRoot(), 'dist/rules', file.replaceAll('/', '-')), 'utf8')
}`
}

/** What is made of all schemas takes longer than a render may. */
function freezeValuesSchema() {
  writeFileSync(join(dist, 'values.schema.json'), formatValuesSchema())
  return `import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {packageRoot} from '../../package-root.js'
export function valuesSchemaText() {
  return readFileSync(join(packageRoot(), 'dist/values.schema.json'), 'utf8')
}`
}

/** Runs each common command once for its cache. Some end with a verdict (nothing runs yet), so only the cache tells whether it worked. */
function warmUp() {
  const project = join(mkdtempSync(join(tmpdir(), 'opsctl-warm-')), 'warm')
  const at = ['-C', project]
  const lines = [
    [['init', project, '--preset', 'demo', '--images', 'debian', '--yes']],
    [
      [...at, 'render'],
      [...at, 'render', '--check'],
    ],
    [[...at, 'validate']],
    [
      [...at, 'explain', 'gateway.driver'],
      [...at, 'explain'],
    ],
    [[...at, 'secrets', 'list']],
    [
      ['doctor', 'list'],
      [...at, 'doctor', 'explain', 'redis.up'],
    ],
    [['schema']],
    [['version', '--json']],
    [
      [...at, 'status'],
      [...at, 'status', '--json'],
    ],
    [[...at, 'plan']],
    [['up', '--help'], ['--help']],
  ]
  for (const words of lines) {
    spawnSync(process.execPath, [join(root, 'bin/run.js')], {
      env: {...process.env, OPSCTL_WARM: JSON.stringify(words)},
      stdio: 'ignore',
      timeout: 60_000,
    })
  }
  rmSync(dirname(project), {recursive: true, force: true})
  const [folder] = existsSync(join(dist, 'cache')) ? readdirSync(join(dist, 'cache')) : []
  if (!folder || !existsSync(join(dist, 'cache', folder, 'render'))) throw new Error('the bundle does not run')
}

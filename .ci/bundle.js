// Packs dist/ into one file, so that a command starts without reading hundreds of modules, and fills its code cache.
import {spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bundle = join(root, 'dist/opsctl.cjs')

await build({
  entryPoints: [join(root, 'src/main.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'ascii',
  minifyWhitespace: true,
  minifySyntax: true,
  // oclif loads these two only in development; cpu-features is an optional native part of ssh2.
  external: ['tsx', 'typescript', 'cpu-features', '*.node'],
  define: {'import.meta.url': '__bundleUrl', 'import.meta.dirname': '__dirname'},
  banner: {js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;'},
  logLevel: 'warning',
})

const project = join(mkdtempSync(join(tmpdir(), 'opsctl-warm-')), 'warm')
const inProject = ['-C', project]
const warm = [
  ['version', '--json'],
  ['init', project, '--preset', 'demo', '--images', 'debian', '--yes'],
  [...inProject, 'validate'],
  [...inProject, 'render'],
  [...inProject, 'render', '--check'],
  [...inProject, 'explain', 'gateway.driver'],
  [...inProject, 'secrets', 'list'],
  [...inProject, 'status', '--json'],
  ['up', '--help'],
  ['--help'],
]
const cache = `${bundle}.${process.version}.cache`
rmSync(cache, {force: true})
// Some of these end with a verdict (nothing runs yet), so only the cache tells whether it worked.
spawnSync(process.execPath, [join(root, 'bin/run.js')], {
  env: {...process.env, OPSCTL_WARM: JSON.stringify(warm), XDG_CACHE_HOME: join(root, 'dist/none')},
  stdio: 'ignore',
})
rmSync(dirname(project), {recursive: true, force: true})
if (!existsSync(cache)) throw new Error('the bundle does not run')

// Packs dist/ into one file, so that a command starts without reading hundreds of modules, and fills its code cache.
import {execFileSync} from 'node:child_process'
import {rmSync} from 'node:fs'
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
  // oclif loads these two only in development; cpu-features is an optional native part of ssh2.
  external: ['tsx', 'typescript', 'cpu-features', '*.node'],
  define: {'import.meta.url': '__bundleUrl', 'import.meta.dirname': '__dirname'},
  banner: {js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;'},
  logLevel: 'warning',
})

rmSync(`${bundle}.${process.version}.cache`, {force: true})
const env = {...process.env, OPSCTL_BUILD_CACHE: '1', XDG_CACHE_HOME: join(root, 'dist/none')}
execFileSync(process.execPath, [join(root, 'bin/run.js'), 'version'], {env, stdio: 'ignore'})

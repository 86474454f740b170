#!/usr/bin/env node
// Starts opsctl. The bundle is compiled with V8's code cache, which halves the start; without a bundle the plain modules run.
import {existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {homedir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import vm from 'node:vm'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const argv = process.argv.slice(2)

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  const {name, version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
} else {
  const {main} = existsSync(join(root, 'dist/opsctl.cjs')) ? loadBundle() : await import('../dist/main.js')
  // Only the build gives several command lines: what they compile is what the shipped cache holds.
  for (const words of process.env.OPSCTL_WARM ? JSON.parse(process.env.OPSCTL_WARM) : [argv]) await main(words)
}

function loadBundle() {
  const file = join(root, 'dist/opsctl.cjs')
  const shipped = `${file}.${process.version}.cache`
  const own = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'opsctl', `${process.version}.cache`)
  const script = compile(file, [shipped, own])
  const module = {exports: {}}
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file))
  if (script.cachedDataRejected !== false) {
    process.once('exit', () => keepCache(script, process.env.OPSCTL_WARM ? shipped : own))
  }
  return module.exports
}

// The bundle is plain ASCII, so that reading it needs no decoding.
function compile(file, caches) {
  const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(file, 'latin1')}\n})`
  const cache = caches.find((path) => existsSync(path))
  return new vm.Script(source, {
    filename: file,
    ...(cache ? {cachedData: readFileSync(cache)} : {}),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
}

// The cache only saves time: where it can't be kept, opsctl works as well.
function keepCache(script, path) {
  try {
    mkdirSync(dirname(path), {recursive: true})
    writeFileSync(`${path}.${process.pid}`, script.createCachedData())
    renameSync(`${path}.${process.pid}`, path)
  } catch {}
}

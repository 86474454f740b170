#!/usr/bin/env node
// Starts opsctl. The bundle is compiled with V8's code cache, which halves the start; without a bundle the plain modules run.
'use strict'

const {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs')
const {createRequire} = require('node:module')
const {homedir} = require('node:os')
const {dirname, join} = require('node:path')
const {Script} = require('node:vm')

const root = dirname(__dirname)
const dist = join(root, 'dist')
const bundle = join(dist, 'opsctl.cjs')
// Only the build gives several command lines: what they compile is what the shipped cache of the last one's command holds.
const warm = process.env.OPSCTL_WARM ? JSON.parse(process.env.OPSCTL_WARM) : undefined
const loaded = new Map()
const ID_LENGTH = 16
const EXIT_USAGE = 2
const EXIT_BY_SIGNAL = 128

void start(process.argv.slice(2))

async function start(argv) {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
    const {name, version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
    return
  }
  // oclif looks for the files of the completion commands, which the bundle doesn't have.
  const isBundled = !argv.includes('autocomplete') && existsSync(bundle)
  const {main} = isBundled ? runFile(bundle, commandOf(warm?.at(-1) ?? argv)) : await import('../dist/main.js')
  for (const words of warm ?? [argv]) await main(words)
}

function runFile(file, key) {
  const module = {exports: {}}
  const plainRequire = createRequire(file)
  const load = (name) => (name.startsWith('./later/') ? later(name) : plainRequire(name))
  compile(file, key).runInThisContext()(module.exports, load, module, file, dist)
  return module.exports
}

function later(name) {
  if (!loaded.has(name)) loaded.set(name, runFile(join(dist, name), name.slice(2).replaceAll('/', '-')))
  return loaded.get(name)
}

// Each command has a cache of its own: it is read as a whole, so it should hold only what the command runs.
function compile(filename, key) {
  const source = readFileSync(filename, 'latin1')
  const build = `${process.version}-${source.slice(2, 2 + ID_LENGTH)}`
  const shipped = join(dist, 'cache', build, key)
  const own = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'opsctl', build, key)
  for (const path of warm ? [] : [shipped, own]) {
    const cachedData = readCache(path)
    const script = cachedData && new Script(source, {filename, cachedData})
    if (script?.cachedDataRejected === false) return script
  }
  const script = new Script(source, {filename})
  const path = warm ? shipped : own
  if (!existsSync(path)) process.once('exit', (code) => keepCache(script, path, code))
  return script
}

// Cached code runs unseen, so it must be of the user who wrote opsctl itself, or of this one.
function readCache(path) {
  try {
    return [process.getuid(), statSync(bundle).uid].includes(statSync(path).uid) ? readFileSync(path) : undefined
  } catch {}
}

// The cache only saves time: where it can't be kept, opsctl works as well. A run that was refused or cut short has little to keep.
function keepCache(script, path, code) {
  if (!warm && (code === EXIT_USAGE || code >= EXIT_BY_SIGNAL)) return
  try {
    const folder = dirname(path)
    if (!existsSync(folder)) dropOthers(dirname(folder))
    for (const path of [dirname(dirname(folder)), dirname(folder), folder]) makeFolder(path)
    writeFileSync(`${path}.${process.pid}`, script.createCachedData())
    renameSync(`${path}.${process.pid}`, path)
  } catch {}
}

// One level at a time: where a file system refuses folders, as /proc does, a recursive mkdir of Node never ends.
function makeFolder(path) {
  if (!existsSync(path)) mkdirSync(path, {mode: warm ? 0o755 : 0o700})
}

// Those of builds that were here before; a build of another Node may still be in use.
function dropOthers(caches) {
  if (!existsSync(caches)) return
  for (const name of readdirSync(caches)) {
    if (name.startsWith(`${process.version}-`)) rmSync(join(caches, name), {recursive: true, force: true})
  }
}

function commandOf(words) {
  if (words.some((word) => word === '--help' || word === '-h')) return 'help'
  let at = 0
  while (words[at]?.startsWith('-')) at += ['-C', '--directory', '--lang'].includes(words[at]) ? 2 : 1
  return /^[a-z]{1,20}$/.test(words[at] ?? '') ? words[at] : 'help'
}

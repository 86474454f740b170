#!/usr/bin/env node
// Starts opsctl. The bundle is compiled with V8's code cache, which halves the start; without a bundle the plain modules run.
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {homedir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {Script} from 'node:vm'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const bundle = join(dist, 'opsctl.cjs')
const argv = process.argv.slice(2)
// Only the build gives several command lines: what they compile is what the shipped cache of the last one's command holds.
const warm = process.env.OPSCTL_WARM ? JSON.parse(process.env.OPSCTL_WARM) : undefined
const loaded = new Map()
const ID_LENGTH = 16
const EXIT_USAGE = 2
const EXIT_BY_SIGNAL = 128

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  const {name, version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
} else {
  // oclif looks for the files of the completion commands, which the bundle doesn't have.
  const isBundled = !argv.includes('autocomplete') && existsSync(bundle)
  const {main} = isBundled ? runFile(bundle, commandOf(warm?.at(-1) ?? argv)) : await import('../dist/main.js')
  for (const words of warm ?? [argv]) await main(words)
}

// Each command has a cache of its own: it is read as a whole, so it should hold only what the command runs.
function runFile(file, key) {
  const source = readFileSync(file, 'latin1')
  const build = `${process.version}-${source.slice(2, 2 + ID_LENGTH)}`
  const shipped = join(dist, 'cache', build, key)
  const own = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'opsctl', build, key)
  const cachedData = warm ? undefined : (readOwn(own) ?? readShipped(shipped))
  const script = new Script(source, {filename: file, cachedData})
  if (script.cachedDataRejected !== false) process.once('exit', (code) => keepCache(script, warm ? shipped : own, code))
  const module = {exports: {}}
  const plainRequire = createRequire(file)
  const load = (name) => (name.startsWith('./later/') ? later(name) : plainRequire(name))
  script.runInThisContext()(module.exports, load, module, file, dist)
  return module.exports
}

function later(name) {
  if (!loaded.has(name)) loaded.set(name, runFile(join(dist, name), name.slice(2).replaceAll('/', '-')))
  return loaded.get(name)
}

function commandOf(words) {
  if (words.some((word) => word === '--help' || word === '-h')) return 'help'
  let at = 0
  while (words[at]?.startsWith('-')) at += ['-C', '--directory', '--lang'].includes(words[at]) ? 2 : 1
  return /^[a-z]{1,20}$/.test(words[at] ?? '') ? words[at] : 'help'
}

// Cached code runs unseen, so one that another user wrote is not taken.
function readOwn(path) {
  try {
    return statSync(path).uid === process.getuid() ? readFileSync(path) : undefined
  } catch {}
}

function readShipped(path) {
  try {
    return readFileSync(path)
  } catch {}
}

// The cache only saves time: where it can't be kept, opsctl works as well. A run that was refused or cut short has little to keep.
function keepCache(script, path, code) {
  if (!warm && (code === EXIT_USAGE || code >= EXIT_BY_SIGNAL)) return
  try {
    const folder = dirname(path)
    if (!existsSync(folder)) dropOthers(folder)
    mkdirSync(folder, {recursive: true, mode: 0o700})
    writeFileSync(`${path}.${process.pid}`, script.createCachedData())
    renameSync(`${path}.${process.pid}`, path)
  } catch {}
}

function dropOthers(folder) {
  const caches = dirname(folder)
  if (!existsSync(caches)) return
  for (const name of readdirSync(caches)) {
    if (name.startsWith(`${process.version}-`)) rmSync(join(caches, name), {recursive: true, force: true})
  }
}

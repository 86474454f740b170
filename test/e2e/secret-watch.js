// Looks for secrets where they must never be, every 10 ms: the argv of every process of this machine. Started by the set-up
// of the end-to-end run; writes what it found as JSON when it is told to stop.
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

const report = process.argv[2]
const known = new Map()
const seen = new Set()
const hits = []
let samples = 0

function learn() {
  for (const run of readdirSync(tmpdir()).filter((name) => name.startsWith('opsctl-e2e-'))) {
    // A folder of the run is a project itself, or holds projects.
    for (const project of [run, ...list(join(tmpdir(), run)).map((name) => join(run, name))]) {
      const folder = join(tmpdir(), project, 'secrets')
      for (const name of list(folder)) remember(join(folder, name), `${project}/${name}`)
    }
  }
}

function list(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function remember(file, name) {
  try {
    if (!statSync(file).isFile()) return
    const value = readFileSync(file, 'utf8').trim()
    // Certificates and multi-line files are public or made of others; a password is one line.
    if (value.length >= 16 && !value.includes('\n')) known.set(value, name)
  } catch {}
}

function sample() {
  samples++
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    try {
      const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      if (argv === '' || seen.has(`${pid} ${argv}`)) continue
      seen.add(`${pid} ${argv}`)
      for (const [value, name] of known) if (argv.includes(value)) hits.push({name, program: argv.split('\0')[0]})
    } catch {}
  }
}

// A process seen before its secret was learned must be looked at again.
setInterval(() => {
  const before = known.size
  learn()
  if (known.size !== before) seen.clear()
}, 250)
setInterval(sample, 10)
process.on('SIGTERM', () => {
  writeFileSync(report, JSON.stringify({samples, processes: seen.size, secrets: known.size, hits}))
  process.exit(0)
})

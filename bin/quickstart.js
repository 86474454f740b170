#!/usr/bin/env node
// From a bare machine to a running demo stack: prepares the host, writes a project, brings it up and shows it.
import {spawnSync} from 'node:child_process'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = resolve(process.argv[2] ?? 'demo')

for (const words of [
  ['host', 'prepare', '--yes'],
  ['init', folder, '--preset', 'demo', '--yes'],
  ['-C', folder, 'up', '--yes'],
  ['-C', folder, 'status'],
  ['-C', folder, 'open'],
]) {
  process.stdout.write(`\n$ opsctl ${words.join(' ')}\n`)
  const {status, signal} = spawnSync(process.execPath, [join(root, 'bin/run.js'), ...words], {stdio: 'inherit'})
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 1))
}

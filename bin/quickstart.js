#!/usr/bin/env node
// From a bare machine to a running demo stack: prepares the host, writes a project, brings it up and shows it.
'use strict'

const {spawnSync} = require('node:child_process')
const {join, resolve} = require('node:path')

const folder = resolve(process.argv[2] ?? 'demo')

for (const words of [
  ['host', 'prepare', '--yes'],
  ['init', folder, '--preset', 'demo', '--yes'],
  ['-C', folder, 'up', '--yes'],
  ['-C', folder, 'status'],
  ['-C', folder, 'open'],
]) {
  process.stdout.write(`\n$ opsctl ${words.join(' ')}\n`)
  const {status, signal} = spawnSync(process.execPath, [join(__dirname, 'run.js'), ...words], {stdio: 'inherit'})
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 1))
}

#!/usr/bin/env -S node --import tsx
import {readFileSync} from 'node:fs'
// Runs the commands from src, for work on opsctl itself.
import {dirname} from 'node:path'
import {fileURLToPath} from 'node:url'
import {execute, settings} from '@oclif/core'

settings.enableAutoTranspile = false
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const pjson = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
pjson.oclif.commands = './src/commands'
await execute({development: true, dir: import.meta.url, loadOptions: {root, pjson}})

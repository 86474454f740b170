/** Finds the files that ship with opsctl (templates, package.json), whether the code runs from src, dist or the bundle. */
import {existsSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

let known: string | undefined

/** The folder of opsctl's own package.json. */
export function packageRoot(): string {
  known ??= climb(dirname(fileURLToPath(import.meta.url)))
  return known
}

/** The version of opsctl. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')).version
}

/** The folder that opsctl's code runs from: src, or dist with or without the bundle. */
export function codeFolder(): string {
  return dirname(fileURLToPath(import.meta.url))
}

function climb(from: string): string {
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'templates'))) return from
  return climb(dirname(from))
}

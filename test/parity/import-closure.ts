/** What a source file reaches through imports that are not of types alone. */
import {readFileSync} from 'node:fs'
import {dirname, join, relative, resolve} from 'node:path'

const root = join(import.meta.dirname, '../../src')

const direct = new Map<string, readonly string[]>()

/** Every file that is reached, as `runtime/compose`, the file itself included. */
export function closureOf(file: string): ReadonlySet<string> {
  const seen = new Set([file])
  for (const one of seen) for (const next of importsOf(one)) seen.add(next)
  return seen
}

function importsOf(file: string): readonly string[] {
  const known = direct.get(file)
  if (known) return known
  if (file.endsWith('.json')) return []
  const source = readFileSync(join(root, `${file}.ts`), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const statements = source.matchAll(/(?:^|\n)(?:import|export)\s+(type\s+)?([^'"]*?)\s*from\s+['"](\.[^'"]+)['"]/g)
  const values = [...statements].filter(([, type, names = '']) => !type && !/^\{\s*(type [^,]+,?\s*)+\}$/.test(names))
  const late = [...source.matchAll(/import\(['"](\.[^'"]+)['"]\)/g)].map(([, path = '']) => path)
  const found = [...values.map(([, , , path = '']) => path), ...late].map((path) =>
    relative(root, resolve(root, dirname(file), path)).replace(/\.js$/, ''),
  )
  direct.set(file, found)
  return found
}

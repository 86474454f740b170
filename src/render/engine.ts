/**
 * The only Handlebars import. Templates are for configuration languages that no library writes; every value that comes
 * from opsctl.yaml passes a sink, a helper that quotes it for the language it lands in or refuses it. A bare `{{x}}` is
 * an error, so a value can't become syntax.
 */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import Handlebars from 'handlebars'

import {packageRoot} from '../package-root.js'
import {sinks} from './sinks.js'

export type TemplateData = Readonly<Record<string, unknown>>

const engine = Handlebars.create()
const compiled = new Map<string, (data: unknown) => string>()

for (const [name, sink] of Object.entries(sinks)) engine.registerHelper(name, (value: unknown) => sink(value))
for (const name of ['if', 'unless', 'each'] as const) refuseUndefined(name)

/** Renders templates/<path>; a file that doesn't end in .hbs is returned byte for byte. */
export function renderTemplate(path: string, data: TemplateData = {}): string {
  try {
    if (!path.endsWith('.hbs')) return readTemplate(path)
    let template = compiled.get(path)
    if (!template) {
      template = compileTemplate(readTemplate(path))
      compiled.set(path, template)
    }

    return template(data)
  } catch (error) {
    throw new Error(`templates/${path}: ${error instanceof Error ? error.message : error}`, {cause: error})
  }
}

/** Compiles a template that has no bare value; strict about names, without HTML escapes. */
export function compileTemplate(source: string): (data: unknown) => string {
  const [bare] = findBareValues(source)
  if (bare)
    throw new Error(`line ${bare.line}: {{${bare.text}}} passes no sink; use one of ${Object.keys(sinks).join(', ')}`)
  return engine.compile(source, {noEscape: true, strict: true, knownHelpers: knownHelpers()})
}

/** Every mustache of a template that prints a value without a sink. */
export function findBareValues(source: string): readonly {readonly line: number; readonly text: string}[] {
  const found: {line: number; text: string}[] = []
  const visitor = new (class extends Handlebars.Visitor {
    override MustacheStatement(mustache: hbs.AST.MustacheStatement) {
      const path = mustache.path as hbs.AST.PathExpression
      const isSink = mustache.params.length === 1 && path.depth === 0 && Object.hasOwn(sinks, path.original)
      if (!isSink || !mustache.escaped) found.push({line: mustache.loc.start.line, text: path.original})
      super.MustacheStatement(mustache)
    }
  })()
  visitor.accept(Handlebars.parse(source))
  return found
}

/** Handlebars takes a misspelt name in a block for false or an empty list, even when strict. */
function refuseUndefined(name: 'if' | 'unless' | 'each'): void {
  const original = engine.helpers[name] as Handlebars.HelperDelegate
  engine.registerHelper(name, function block(this: unknown, value: unknown, options: Handlebars.HelperOptions) {
    if (value === undefined) throw new Error(`{{#${name}}} got undefined; give null, false or an empty list on purpose`)
    return original.call(this, value, options)
  })
}

function knownHelpers(): Record<string, boolean> {
  return Object.fromEntries(Object.keys(sinks).map((name) => [name, true]))
}

function readTemplate(path: string): string {
  return readFileSync(join(packageRoot(), 'templates', ...path.split('/')), 'utf8')
}

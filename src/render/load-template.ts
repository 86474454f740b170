/**
 * Reads and compiles templates/ as they are on disk. The bundle has another module in this place: the same templates,
 * read and compiled when it was built, so that it carries no parser.
 */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import Handlebars from 'handlebars'

import {packageRoot} from '../package-root.js'
import {sinks} from './sinks.js'

/** Text that is taken byte for byte, or a compiled template, which {@link runTemplate} can run. */
export type LoadedTemplate = string | TemplateSpecification

/** Loads templates/<path>; only a file that ends in .hbs is a template. */
export function loadTemplate(path: string): LoadedTemplate {
  const source = readFileSync(join(packageRoot(), 'templates', ...path.split('/')), 'utf8')
  return path.endsWith('.hbs') ? compileTemplate(source) : source
}

/** Compiles a template that has no bare value; strict about names, without HTML escapes. */
export function compileTemplate(source: string): TemplateSpecification {
  return new Function(`return ${precompileTemplate(source)}`)() as TemplateSpecification
}

/** The source text of a compiled template. */
export function precompileTemplate(source: string): string {
  const [bare] = findBareValues(source)
  if (bare)
    throw new Error(`line ${bare.line}: {{${bare.text}}} passes no sink; use one of ${Object.keys(sinks).join(', ')}`)
  const knownHelpers = Object.fromEntries(Object.keys(sinks).map((name) => [name, true]))
  return String(Handlebars.precompile(source, {noEscape: true, strict: true, knownHelpers}))
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

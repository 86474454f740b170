/**
 * Runs Handlebars templates. They are for configuration languages that no library writes; every value that comes from
 * opsctl.yaml passes a sink, a helper that quotes it for the language it lands in or refuses it. A bare `{{x}}` is an
 * error, so a value can't become syntax.
 */
import type Handlebars from 'handlebars'
import runtime from 'handlebars/runtime.js'

import {type LoadedTemplate, loadTemplate} from './load-template.js'
import {sinks} from './sinks.js'

export type TemplateData = Readonly<Record<string, unknown>>

// The package's types say nothing of its runtime; it is Handlebars without its parser.
const engine = (runtime as unknown as typeof Handlebars).create()
const ready = new Map<string, string | ((data: unknown) => string)>()

for (const [name, sink] of Object.entries(sinks)) engine.registerHelper(name, (value: unknown) => sink(value))
for (const name of ['if', 'unless', 'each'] as const) refuseUndefined(name)

/** Renders templates/<path>; a file that doesn't end in .hbs is returned byte for byte. */
export function renderTemplate(path: string, data: TemplateData = {}): string {
  try {
    const known = ready.get(path) ?? runnable(loadTemplate(path))
    ready.set(path, known)
    return typeof known === 'string' ? known : known(data)
  } catch (error) {
    throw new Error(`templates/${path}: ${error instanceof Error ? error.message : error}`, {cause: error})
  }
}

/** Runs one compiled template. */
export function runTemplate(template: Exclude<LoadedTemplate, string>, data: unknown): string {
  return engine.template(template)(data)
}

function runnable(template: LoadedTemplate): string | ((data: unknown) => string) {
  return typeof template === 'string' ? template : engine.template(template)
}

/** Handlebars takes a misspelt name in a block for false or an empty list, even when strict. */
function refuseUndefined(name: 'if' | 'unless' | 'each'): void {
  const original = engine.helpers[name] as Handlebars.HelperDelegate
  engine.registerHelper(name, function block(this: unknown, value: unknown, options: Handlebars.HelperOptions) {
    if (value === undefined) throw new Error(`{{#${name}}} got undefined; give null, false or an empty list on purpose`)
    return original.call(this, value, options)
  })
}

/** Judges dashboards with Grafana's own types: each is written down as a constant of type Dashboard and given to the compiler. */
import {join} from 'node:path'
import ts from 'typescript'

const root = new URL('../..', import.meta.url).pathname

/** In JSON a member of an enum is its text. */
const HEAD = `import type {Dashboard} from '@grafana/schema'
type Json<T> = 0 extends 1 & T ? T : T extends string ? \`\${T}\` : T extends readonly (infer I)[] ? Json<I>[]
  : T extends object ? {[K in keyof T]: Json<T[K]>} : T
`

/** What a data source adds to an annotation is known to its plugin only. */
function withoutPluginFields(json: unknown): unknown {
  const {annotations, ...rest} = json as {annotations?: {list: Record<string, unknown>[]}}
  const list = annotations?.list.map(({expr: _expr, step: _step, tagKeys: _tags, titleFormat: _title, ...own}) => own)
  return list ? {...rest, annotations: {list}} : rest
}

/** What the compiler says of each, by the name that was given. One program for all: reading the types takes most of the time. */
export function judgeTypes(dashboards: Readonly<Record<string, unknown>>): Readonly<Record<string, readonly string[]>> {
  const sources = new Map(
    Object.entries(dashboards).map(([name, json], index) => [
      join(root, 'test/dashboards', `generated-${index}.ts`),
      {
        name,
        text: `${HEAD}export const d: Json<Dashboard> = ${JSON.stringify(withoutPluginFields(json))}\n`,
      },
    ]),
  )
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const {fileExists, readFile, getSourceFile} = host
  host.fileExists = (path) => sources.has(path) || fileExists(path)
  host.readFile = (path) => sources.get(path)?.text ?? readFile(path)
  host.getSourceFile = (path, language, ...rest) => {
    const text = sources.get(path)?.text
    return text === undefined ? getSourceFile(path, language, ...rest) : ts.createSourceFile(path, text, language)
  }
  const program = ts.createProgram([...sources.keys()], options, host)
  return Object.fromEntries(
    [...sources].map(([path, {name}]) => {
      const file = program.getSourceFile(path)
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
      return [name, found.map(({messageText}) => ts.flattenDiagnosticMessageText(messageText, ' '))]
    }),
  )
}

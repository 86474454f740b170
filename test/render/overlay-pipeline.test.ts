import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {pipelineFiles} from '../../src/components/logstash/pipeline.js'
import type {OpsError} from '../../src/errors.js'
import {projectAt} from '../../src/project.js'
import {renderTemplate} from '../../src/render/engine.js'
import {emptyOverlay, loadOverlay} from '../../src/render/overlay.js'
import {checkPipelineFile} from '../../src/render/overlay-pipeline.js'
import {findRegexFault} from '../../src/render/pattern-syntax.js'
import {renderStack} from '../../src/render/render-stack.js'
import {type StackInput, stackSchema} from '../../src/spec/stack.js'
import {tempDir} from '../temp-dir.js'

const problemsOf = (content: string) =>
  checkPipelineFile('x.conf', content).map(({line, column, message}) => `${line}:${column} ${message.en}`)

const stackOf = (more: Partial<StackInput> = {}) =>
  stackSchema.parse({version: 1, project: 'shop', elasticsearch: {}, filebeat: {}, logstash: {}, ...more})

const filterOf = (body: string) => `filter {\n  ${body}\n}\n`
const grokOf = (pattern: string) => filterOf(`grok { match => { "message" => "${pattern}" } }`)

/** Everything that the grammar knows in one file. */
const everything = String.raw`# a comment
input { generator { codec => json { charset => "UTF-8" } count => 1 lines => ["a", 'b'] } }
filter {
  if [a] == "x" and ([b][c] =~ /^\/api\/[^\/]+/ or !([d] in ["y", 'z'])) and "t" not in [tags] { # why
    mutate { rename => { "a" => "b" "c" => "d" } add_tag => [] }
  } else if [n] >= -1.5 or ![m] { drop {} }
  else { grok { match => ["message", "%{IP:ip} %{MINE:[x][y]:int}"] pattern_definitions => { "MINE" => "[0-9]+" } } }
  mutate { gsub => ["message", "\[(?<!x)(?:a|b){2,}+\]", ""] }
}
output { elasticsearch { hosts => ["https://e:9200"] ssl_enabled => true } }
`

describe('a stage of a person’s own', () => {
  test.each([everything, '', '# nothing yet\n', filterOf('json { source => "message" }')])('may be %j', (content) => {
    expect(problemsOf(content)).toEqual([])
  })

  test('may be any of ours', () => {
    const files = pipelineFiles({stack: stackOf(), template: renderTemplate, bindings: {}})

    expect(files.flatMap(({content}) => problemsOf(content))).toEqual([])
  })

  test.each([
    ['filter {\n  json { source => "x" }\n', '1:1 the brace of this filter is not closed; add }'],
    ['filter {\n  json { source => "x"\n', '2:3 the brace of this json is not closed; add }'],
    ['filter { json { source "x" } }', '1:24 expected =>, found "'],
    ['filter { json { source => "x } }', '1:27 the text is not closed'],
    ['filter { json { source => } }', '1:27 expected a value, found }'],
    ['filter { json source => "x" }', '1:15 expected {, found source'],
    ['filters { json {} }', '1:1 expected input, filter or output, found filters'],
    ['grok { }', '1:1 expected input, filter or output, found grok'],
    ['filter { } }', '1:12 expected input, filter or output, found }'],
    ['filter { mutate { add_tag => ["a", "b",] } }', '1:39 a comma before ] is refused'],
    ['filter { mutate { add_tag => ["a" "b"] } }', '1:35 expected ,, found "'],
    ['filter { mutate { rename => { "a" => "b", "c" => "d" } } }', '1:41 the entries of a hash stand without commas'],
    ['filter { if [a] = "x" { drop {} } }', '1:17 expected {, found ='],
    ['filter { if [a] =~ ^x { drop {} } }', '1:20 expected /, found ^'],
    ['filter { if [a] =~ /x { drop {} } }', '1:20 the expression is not closed'],
    ['filter { if { drop {} } }', '1:13 expected a field or a value, found {'],
    ['filter { else { drop {} } }', '1:10 expected a plugin or if, found else'],
    [filterOf('groke { match => {} }'), '2:3 Logstash has no filter groke; did you mean grok?'],
    [filterOf('grok { overwrite => "message" }'), '2:3 a grok without match does nothing'],
  ])('%j is refused at its place', (content, expected) => {
    expect(problemsOf(content).join('\n')).toContain(expected)
  })

  test.each([
    ['%{IPX:client}', '2:35 grok has no pattern IPX; did you mean IP'],
    ['%{QWERTYUIOP}', 'define it in pattern_definitions'],
    ['id %{NUMBER:n', '2:38 %{NUMBER:n is no reference'],
    ['a(b', '2:36 the pattern does not compile: this ( is not closed'],
    ['a)b', '2:36 the pattern does not compile: this ) closes nothing'],
    ['[a-', '2:35 the pattern does not compile: this [ is not closed'],
    ['x[z-a]', '2:37 the pattern does not compile: this range'],
    ['*a', '2:35 the pattern does not compile: * has nothing to repeat'],
    ['(?:+)', '+ has nothing to repeat'],
  ])('with the pattern %j is refused at its place', (pattern, expected) => {
    expect(problemsOf(grokOf(pattern)).join('\n')).toContain(expected)
  })

  test('is refused for an expression of a condition and of gsub', () => {
    expect(problemsOf(filterOf('if [a] =~ /(x/ { drop {} }'))).toEqual([expect.stringContaining('2:14 the pattern')])
    expect(problemsOf(filterOf('mutate { gsub => ["a", "x)", ""] }'))).toEqual([
      expect.stringContaining('2:28 the pattern'),
    ])
  })

  test('may name patterns of a folder that only its container has', () => {
    expect(problemsOf(filterOf('grok { patterns_dir => ["/p"] match => { "message" => "%{MINE}" } }'))).toEqual([])
  })
})

test.each([
  String.raw`\(\[\*`,
  '[]a]',
  '[^]]+',
  '[[:alpha:]_]+',
  '[a-z&&[^aeiou]]',
  '(?<name>a)(?<=b)(?!c)(?>d)(?i)e(?i:f)(?#g)',
  'a{2}b{1,}c?+d*?',
  '(a|)*',
  '^$|x',
  'a|.b',
])('%j compiles', (pattern) => {
  expect(findRegexFault(pattern)).toBeUndefined()
})

describe('overlay/pipeline', () => {
  async function projectWith(files: Record<string, string>) {
    const project = projectAt(await tempDir())
    for (const [name, content] of Object.entries(files)) {
      await mkdir(join(project.overlay, 'pipeline'), {recursive: true})
      await writeFile(join(project.overlay, 'pipeline', name), content)
    }

    return project
  }

  test('becomes stages between ours, with the place they come from', async () => {
    const overlay = await loadOverlay(await projectWith({'orders.conf': everything, 'README.md': 'mine'}))
    const files = renderStack(stackOf(), overlay)
    const stage = files.find(({path}) => path === 'logstash/config/pipeline/60-user-orders.conf')

    expect(stage?.content).toContain('Written by opsctl from overlay/pipeline/orders.conf')
    expect(stage?.content).toContain(everything)
    expect(stage?.reload).toBe('logstash')
  })

  test('changes the hash that the running pipeline tells', async () => {
    const stampOf = (overlay: typeof emptyOverlay) =>
      renderStack(stackOf(), overlay).find(({path}) => path.endsWith('85-stamp.conf'))?.content
    const overlay = await loadOverlay(await projectWith({'a.conf': filterOf('drop {}')}))

    expect(stampOf(overlay)).not.toBe(stampOf(emptyOverlay))
  })

  test('is left out where there is no Logstash', async () => {
    const overlay = await loadOverlay(await projectWith({'a.conf': filterOf('drop {}')}))
    const files = renderStack(stackOf({logstash: {enabled: false}, logs: 'light'}), overlay)

    expect(files.filter(({path}) => path.includes('60-user'))).toEqual([])
  })

  test('is refused whole, with exit code 2 and every place', async () => {
    const project = await projectWith({'a.conf': grokOf('(x'), 'b.conf': 'filter {', 'c.yaml': ''})
    const error = (await loadOverlay(project).catch((problem: unknown) => problem)) as OpsError

    expect(error.code).toBe('OPS_OVERLAY_INVALID')
    expect(error.exitCode).toBe(2)
    expect(error.problems.map(({file, line, column}) => `${file}:${line}:${column}`)).toEqual([
      'overlay/pipeline/c.yaml:undefined:undefined',
      'overlay/pipeline/a.conf:2:35',
      'overlay/pipeline/b.conf:1:1',
    ])
  })
})

import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import {renderTemplate, runTemplate} from '../../src/render/engine.js'
import {compileTemplate, findBareValues} from '../../src/render/load-template.js'
import {type Sink, sinks} from '../../src/render/sinks.js'

const templates = new URL('../../templates', import.meta.url).pathname
const paths = (await readdir(templates, {recursive: true})).filter((path) => path.endsWith('.hbs'))

describe('templates', () => {
  test.each(paths)('%s passes every value through a sink', async (path) => {
    expect(findBareValues(await readFile(join(templates, path), 'utf8'))).toEqual([])
  })

  test.each(['{{x}}', '{{{word x}}}', '{{this}}', '{{word}}', '{{#each a}}{{@key}}{{/each}}'])(
    'refuse %s',
    (source) => {
      expect(() => compileTemplate(source)).toThrow('passes no sink')
    },
  )

  test('name a misspelt value instead of printing nothing', () => {
    expect(() => runTemplate(compileTemplate('{{word nmae}}'), {name: 'a'})).toThrow('undefined')
    expect(() => runTemplate(compileTemplate('{{#if nmae}}x{{/if}}'), {name: 'a'})).toThrow('undefined')
    expect(() => runTemplate(compileTemplate('{{#each nmaes}}x{{/each}}'), {names: []})).toThrow('undefined')
  })

  test('that are missing are named', () => {
    expect(() => renderTemplate('no/such.conf.hbs')).toThrow('templates/no/such.conf.hbs')
  })
})

describe('sinks', () => {
  test.each(Object.entries(sinks as Record<string, Sink>).filter(([name]) => name !== 'json' && name !== 'num'))(
    '%s refuses line ends, control characters, lone surrogates and what is no text',
    (_, sink) => {
      for (const evil of ['a\nb', 'a\r', '\0', '\u001b[0m', '\u2028', '\ud800', undefined, null, {}, ['a']]) {
        expect(() => sink(evil), JSON.stringify(evil)).toThrow('safely')
      }
    },
  )

  test.each([
    ['nginx', 'a b"c\\', '"a b\\"c\\\\"'],
    ['nginx', 'plain/path:80', 'plain/path:80'],
    ['haproxy', "it's #1", "'it'\\''s #1'"],
    ['haproxyFormat', '50%', "'50%%'"],
    ['caddy', 'a "b"', '"a \\"b\\""'],
    ['caddy', 'a\\', '`a\\`'],
    ['conf', "it's \\ here", "'it''s \\\\ here'"],
    ['redis', 'a "b"', '"a \\"b\\""'],
    ['sql', "x'; drop--", "'x''; drop--'"],
    ['sql', 'a\\', " E'a\\\\'"],
    ['sqlName', 'a"b', '"a""b"'],
    ['sh', "$(x) 'y'", "'$(x) '\\''y'\\'''"],
    ['nginxRegex', '/a.b', '/a\\.b'],
    ['logstashRegex', '(a["\'] ?)\\d\\"\\\\"', '"(a[\\"\'] ?)\\d\\"\\\\\\""'],
    ['logstashField', '[app][log.level]', '[app][log.level]'],
    ['logstashValue', '[app][@timestamp]', '%{[app][@timestamp]}'],
  ] as const)('%s writes %s as %s', (name, value, written) => {
    expect(sinks[name](value)).toBe(written)
  })

  test.each([
    ['nginx', '$host'],
    ['caddy', '{env.HOME}'],
    ['caddy', '`\\'],
    ['word', 'a b'],
    ['word', 'a;b'],
    ['sqlName', ''],
    ['logstashRegex', `\${HOME}`],
    ['logstashRegex', '%{field}'],
    ['logstashRegex', 'a\\'],
    ['logstashField', '[a] => "x"'],
    ['logstashValue', '[a]}%{[b]'],
  ] as const)('%s refuses %s', (name, value) => {
    expect(() => sinks[name](value)).toThrow('safely')
  })
})

import {describe, expect, it} from 'vitest'

import {formatProblem} from '../../src/cli/stack-command.js'
import {walkKeys} from '../../src/spec/key-tree.js'
import {parseStack} from '../../src/spec/parse-stack.js'
import {type KeyPath, valueAt} from '../../src/spec/path.js'
import {editSource} from '../../src/spec/save-stack.js'
import {bestOfMs} from '../best-of.js'

const head = 'version: 1\nproject: shop\n'

/** Every problem as a person reads it. */
function problemsOf(source: string, lang: 'en' | 'zh' = 'en'): string[] {
  return parseStack(source).problems.map((problem) => formatProblem(problem, lang))
}

/** The problems of a file that is right but for what is given. */
const wrong = (rest: string, lang: 'en' | 'zh' = 'en') => problemsOf(`${head}${rest}`, lang)

const route = (lines: string) => `gateway:\n  routes:\n    web:\n      upstreams: ["http://10.0.0.1"]\n      ${lines}\n`
const app = (lines: string) => `apps:\n  web: {${lines}}\n`

describe('a file that is right', () => {
  it('becomes a stack with every default filled in', () => {
    const {stack, problems} = parseStack(`${head}postgres: {}\nprometheus: {retention: {size: 2GiB}}\n`)
    expect(problems).toEqual([])
    expect(stack?.postgres).toMatchObject({enabled: true, limits: {memory: 512}})
    expect(stack?.prometheus.retention).toEqual({size: 2048, time: 15 * 86_400})
    expect(stack?.redis.enabled).toBe(false)
  })

  it('may have a byte order mark and CRLF line ends', () => {
    expect(problemsOf(`\uFEFF${head.replaceAll('\n', '\r\n')}redis: {}\r\n`)).toEqual([])
  })

  it('warns of components that this version does not run yet', () => {
    const {stack, warnings} = parseStack(`${head}backup: {}\n`)
    expect(stack).toBeDefined()
    expect(warnings.map((one) => one.path)).toEqual(['backup'])
  })

  it('warns of a gateway without routes and of exporters that nothing reads', () => {
    const {warnings} = parseStack(`${head}gateway: {}\ncadvisor: {}\n`)
    expect(warnings.map((one) => one.path)).toEqual(['gateway.routes', 'cadvisor'])
  })
})

describe('the place and words of a problem', () => {
  it('names line, column, path, what is there, what was expected, and what was meant', () => {
    expect(wrong('prometheus:\n  retnetion: {time: 1d}\n')).toEqual([
      'opsctl.yaml:4:3 prometheus.retnetion: unknown key "retnetion"; expected one of the keys enabled, port, scrapeInterval, retention, targets, limits; did you mean retention?',
    ])
  })

  it('says the same in Chinese', () => {
    expect(wrong('language: ze\n', 'zh')).toEqual([
      'opsctl.yaml:3:11 language: 当前为 "ze"；应为以下之一：en, zh；是否想写 zh？',
    ])
  })

  it('lists every problem in one run, in the order of the file, also those between keys', () => {
    const source = `${head}gateway:\n  httpPort: 9090\n  bind: here\n  routes:\n    web: {upstreams: [wbe]}\napps:\n  web: {image: "a/b:latest"}\nprometheus:\n  port: 9090\n  x: 1\n`
    expect(parseStack(source).problems.map((one) => one.path)).toEqual([
      'gateway.bind',
      'gateway.routes.web.upstreams[0]',
      'apps.web.image',
      'prometheus.port',
      'prometheus.x',
    ])
  })

  it('points at a key that has its place elsewhere', () => {
    expect(wrong('scrapeInterval: 3s\n')[0]).toMatch(/there is a key prometheus\.scrapeInterval$/)
  })

  it('stops at a hundred problems and counts the rest', () => {
    const keys = Array.from({length: 150}, (_, index) => `wrong${index}: 1\n`).join('')
    const problems = wrong(keys)
    expect(problems).toHaveLength(101)
    expect(problems.at(-1)).toBe('opsctl.yaml: and 50 more problems')
  })

  it('speaks of a newer format only, because its keys are unknown', () => {
    expect(problemsOf('version: 2\nshiny: 1\n')).toEqual([
      'opsctl.yaml:1:10 version: the file has format version 2; this opsctl reads 1; update opsctl',
    ])
  })

  it.each(['0', '1.10', '"1"', 'one'])('refuses version %s', (version) => {
    expect(problemsOf(`version: ${version}\nproject: shop\n`)[0]).toMatch(
      /^opsctl\.yaml:1:10 version: got .*; expected 1/,
    )
  })
})

describe('what is no YAML of opsctl', () => {
  it.each([
    ['an empty text', '', /the file is empty/],
    ['only comments', '# nothing\n', /the file is empty/],
    ['a list', '- 1\n', /must be a map/],
    ['a word', 'hello\n', /must be a map/],
    ['a NUL', 'a: b\0c\n', /:1:5: control character U\+0000 at offset 4/],
    ['an escape character', 'a: \u001b[2J\n', /control character U\+001B/],
    ['a lone surrogate', 'a: \ud800\n', /half of a surrogate pair/],
    ['a lone surrogate in an escape', `${head}redis: "\\ud800"\n`, /half of a surrogate pair/],
    ['a tab as indentation', 'redis:\n\tport: 1\n', /:2:1: a tab is used/],
    ['a duplicate key', `${head}redis: {}\nredis: {}\n`, /:4:1 redis: the key is already given on line 3/],
    ['a second document', `${head}---\nredis: {}\n`, /:3:1: a second YAML document/],
    ['an anchor', `${head}redis: &r {}\n`, /:3:11 redis: anchors/],
    ['an alias', `${head}redis: *r\n`, /anchors \(&\) and aliases/],
    ['a merge key', `${head}redis: {<<: {}}\n`, /merge keys/],
    ['a tag', `${head}redis: !include redis.yaml\n`, /tags/],
    ['a JavaScript tag', `${head}redis: !!js/function "x"\n`, /tags/],
    ['a directive', `%YAML 1.1\n---\n${head}`, /:1:1: directives/],
    ['a key that is a list', `${head}[a]: 1\n`, /a key must be a plain word/],
    ['an open quote', `${head}redis: "\n`, /closing quote or bracket/],
    ['an octal number', `${head}redis: {port: 022}\n`, /:3:15 redis\.port: programs disagree .* write 22/],
    ['a number that loses digits', `${head}redis: {port: 12345678901234567890}\n`, /too many digits/],
  ])('refuses %s', (_, source, message) => {
    expect(problemsOf(source).join('\n')).toMatch(message)
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'])(
    'refuses %s as a key and a name',
    (key) => {
      const problems = problemsOf(`${head}${key}: {polluted: 1}\napps:\n  ${key}: {image: "a:1"}\n`)
      expect(problems.filter((one) => one.includes('is reserved'))).toHaveLength(2)
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    },
  )

  it.each([
    ['1 MiB and more', `a: ${'x'.repeat(1024 ** 2)}`],
    ['a million keys', Array.from({length: 1_000_000}, (_, index) => `k${index}: 1`).join('\n')],
    ['deep brackets', `a: ${'['.repeat(100_000)}`],
    ['deep maps', 'a: '.repeat(100_000)],
    ['deep lists', '- '.repeat(100_000)],
    [
      'an alias bomb',
      `a: &a [x,x]\n${'bcdefghij'.replace(/./g, (k) => `${k}: &${k} [*${String.fromCharCode(k.charCodeAt(0) - 1)},*${String.fromCharCode(k.charCodeAt(0) - 1)}]\n`)}`,
    ],
  ])('refuses %s at little cost', (_, source) => {
    expect(problemsOf(source)).not.toEqual([])
    expect(bestOfMs(100, () => problemsOf(source))).toBeLessThan(100)
  })

  it('takes ten thousand targets', () => {
    const targets = Array.from({length: 10_000}, (_, index) => `    - host${index}:9100`).join('\n')
    expect(problemsOf(`${head}prometheus:\n  targets:\n${targets}\n`)).toEqual([])
  })
})

describe('values out of their grammar', () => {
  it.each(['0', '-1', '65536', '3.5', '"80a"', '22:22', 'true', '"80"', '.inf', '.nan', '1e9'])(
    'refuses port %s',
    (port) => {
      expect(wrong(`redis: {port: ${port}}\n`).join()).toMatch(
        /redis\.port: got .*; expected a whole number from 1 to 65535/,
      )
    },
  )

  it.each(['Foo', '-rm', '"a b"', 'é', 'a.b', 'x'.repeat(64), '""', '"a\\nb"'])('refuses project %s', (name) => {
    expect(problemsOf(`version: 1\nproject: ${name}\n`).join()).toMatch(/project: got .*; expected a project name/)
  })

  it.each([
    ['256', '256MiB'],
    ['512m', '512MiB'],
    ['512Mi', '512MiB'],
    ['1g', '1GiB'],
    ['1tb', '1TiB'],
    ['-1', undefined],
    ['1e9', undefined],
    ['5MiB', undefined],
    ['9999TiB', undefined],
  ])('refuses memory %s and guesses %s', (memory, guess) => {
    const [problem] = wrong(`postgres: {limits: {memory: ${memory}}}\n`)
    expect(problem).toMatch(/expected a size with its unit \(KiB, MiB, GiB, TiB\) from 128MiB to 1TiB/)
    if (guess) expect(problem).toMatch(new RegExp(`did you mean ${guess}\\?$`))
    else expect(problem).not.toContain('did you mean')
  })

  it.each(['0', '-1', '1000000000', 'two', '0.0001'])('refuses %s CPUs', (cpus) => {
    expect(wrong(`redis: {limits: {cpus: ${cpus}}}\n`)[0]).toMatch(/expected a number from 0\.05 to 256/)
  })

  it.each([
    ['5', '5s'],
    ['5 minutes', '5m'],
    ['-1h', undefined],
    ['1w', undefined],
    ['9999999h', undefined],
  ])('refuses duration %s and guesses %s', (duration, guess) => {
    const [problem] = wrong(`prometheus: {scrapeInterval: ${duration}}\n`)
    expect(problem).toMatch(/expected a duration with one unit \(ms, s, m, h, d\) from 1s to 5m/)
    if (guess) expect(problem).toMatch(new RegExp(`did you mean ${guess}\\?$`))
  })

  it.each(['0d', '-3d', '0s'])('refuses retention %s', (time) => {
    expect(wrong(`prometheus: {retention: {time: ${time}}}\n`)).toHaveLength(1)
  })

  it.each([
    '""',
    '-a',
    'a..b',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(127)}ab`,
    'a_b',
    'example.com.',
    'a.*.b',
    'Shop.example',
    'http://a',
  ])('refuses host name %s', (host) => {
    expect(wrong(route(`hosts: [${host.startsWith('"') ? host : JSON.stringify(host)}]`)).join()).toMatch(
      /expected a host name/,
    )
  })

  it('shows the ASCII form of an international host name', () => {
    expect(wrong(route('hosts: [bücher.example]'))[0]).toMatch(/in ASCII it is xn--bcher-kva\.example$/)
  })

  it.each(['*.example.com', 'localhost', '10.0.0.5', 'a-b.c'])('takes host name %s', (host) => {
    expect(wrong(route(`hosts: ["${host}"]`))).toEqual([])
  })

  it('asks for quotes where YAML reads a number', () => {
    expect(wrong('postgres: {version: 18}\n')[0]).toMatch(/put it in quotes: "18"/)
    expect(wrong(app('build: web, env: {RELEASE: 1.10}'))[0]).toMatch(/got 1\.10; .*put it in quotes: "1\.10"/)
  })

  it.each([
    ['postgres', '"13"', '"15", "16", "17", "18"'],
    ['redis', '"5"', '"7", "8"'],
  ])('refuses %s %s and lists what is supported', (store, version, supported) => {
    expect(wrong(`${store}: {version: ${version}}\n`)[0]).toContain(`expected one of ${supported}`)
  })

  it.each(['yes', 'no', 'on', 'off'])('guesses what the switch %s means', (word) => {
    const meant = word === 'yes' || word === 'on'
    expect(wrong(`redis: {enabled: ${word}}\n`)[0]).toMatch(
      new RegExp(`expected true or false; did you mean ${meant}\\?$`),
    )
  })

  it.each([
    'http://u:p@10.0.0.1',
    'http://a b',
    'http://a;b',
    'http://a}',
    '"http://a\\nb"',
    '{{ x }}',
    'http://$host',
    'http://a/path',
    'ftp://a',
    'a"b',
    "'; drop",
  ])('refuses upstream %s', (upstream) => {
    const written = upstream.startsWith('"') ? upstream : JSON.stringify(upstream)
    expect(wrong(`gateway:\n  routes:\n    web:\n      upstreams: [${written}]\n`)).toHaveLength(1)
  })

  it.each(['/a b', '/a;b', '/a{b', '/$host', '/a"b', '"/a\\nb"', 'api', '/%2e'])('refuses path %s', (path) => {
    const written = path.startsWith('"') ? path : JSON.stringify(path)
    expect(wrong(route(`paths: [${written}]`))).toHaveLength(1)
  })
})

describe('a value of the wrong type', () => {
  const wrongs = [null, true, 7.25, 'some words', [[]], {nested: {}}]
  const fitting: Readonly<Record<string, (value: unknown) => boolean>> = {
    switch: (value) => typeof value === 'boolean',
    text: (value) => typeof value === 'string',
    number: (value) => typeof value === 'number',
    scalar: (value) => value !== null && typeof value !== 'object',
    names: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  }
  const cases = [...walkKeys()]
    .filter(([path, node]) => typeof path.at(-1) === 'string' && !node.open && path.at(-1) !== '<name>')
    .map(([path, node]) => [path.map((part) => (part === '<name>' ? 'web' : part)), node] as const)

  it('is refused at its own path for every key and each of six wrong values', () => {
    const base = `${head}gateway:\n  routes:\n    web: {upstreams: ["http://a"]}\napps:\n  web: {build: web}\n`
    const missed: string[] = []
    for (const [path, node] of cases) {
      for (const value of wrongs) {
        if (fitting[node.kind]?.(value)) continue
        const {problems} = parseStack(editSource(base, [{path: path as KeyPath, value}]))
        const isNamed = problems.some((one) => {
          const named = one.path?.replace(/\[\d+\]/g, (at) => `.${at.slice(1, -1)}`) ?? ' '
          return path.join('.').startsWith(named) || named.startsWith(path.join('.'))
        })
        if (!isNamed) missed.push(`${path.join('.')} = ${JSON.stringify(value)}`)
      }
    }

    expect(missed).toEqual([])
  })

  it('tells how to write a component with every default', () => {
    expect(wrong('redis:\n')[0]).toMatch(/redis: has no value; .* write "redis: \{\}" to take every default/)
  })

  it('leaves what is right as it is', () => {
    expect(valueAt(parseStack(`${head}redis: {port: 6379}\n`).stack, ['redis', 'port'])).toBe(6379)
  })
})

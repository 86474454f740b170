import {describe, expect, it} from 'vitest'

import {formatProblem} from '../../src/cli/stack-command.js'
import {parseStack} from '../../src/spec/parse-stack.js'
import {imageProblem, isInside} from '../../src/spec/rules/apps.js'

const judge = (rest: string) =>
  parseStack(`version: 1\nproject: shop\n${rest}`).problems.map((one) => formatProblem(one, 'en'))

describe('ports of the host', () => {
  it('names both places of a port that is given twice', () => {
    expect(judge('gateway: {httpPort: 9090}\nprometheus: {}\n')).toEqual([
      'opsctl.yaml:4:1 prometheus.port: port 9090 of this host is also used by gateway.httpPort; give one of them another port',
    ])
  })

  it('are free again when the component is off, or https is', () => {
    expect(judge('gateway: {httpPort: 443}\nprometheus: {enabled: false, port: 443}\n')).toEqual([])
    expect(judge('gateway: {httpPort: 443, tls: {mode: internal}}\n')).toHaveLength(1)
  })
})

describe('apps', () => {
  it('need an image or a build, and not both', () => {
    expect(judge('apps: {web: {}}\n')[0]).toMatch(/apps\.web: has neither image nor build/)
    expect(judge('apps: {web: {image: "a:1", build: b}}\n')[0]).toMatch(/apps\.web: has both image and build/)
  })

  it.each(['postgres', 'gateway', 'grafana', 'redis-exporter', 'gateway-api'])('may not be called %s', (name) => {
    expect(judge(`apps: {${name}: {build: x}}\n`)[0]).toMatch(/belongs? to/)
  })

  it('may be called app', () => {
    expect(judge('apps: {app: {build: x}}\n')).toEqual([])
  })

  it('may only use stores that are in the stack', () => {
    const problems = judge('redis: {enabled: false}\napps: {web: {build: x, uses: [postgres, redis]}}\n')
    expect(problems).toHaveLength(2)
    expect(problems[0]).toMatch(/apps\.web\.uses\[0\]: postgres is not in the stack; add "postgres: \{\}"/)
  })

  it.each([
    ['shop/web', /has no tag/],
    ['shop/web:latest', /latest/],
    ['Shop/web:1', /did you mean shop\/web:1\?/],
    ['shop/web@sha256:abc', /64 digits/],
    [`shop/web@sha512:${'a'.repeat(64)}`, /64 digits/],
    ['shop/web:', /no image reference/],
    ['shop web:1', /no image reference/],
    ['', /no image reference/],
    ['registry:5000/', /no image reference/],
    ['https://x/y:1', /no image reference/],
  ])('may not run image %j', (image, message) => {
    expect(imageProblem(image)?.en).toMatch(message)
  })

  it.each([
    'web:1',
    'shop/web:1.4.2',
    'registry:5000/shop/web:1',
    'localhost/a:1',
    `a@sha256:${'0'.repeat(64)}`,
    `x.io/a/b:1@sha256:${'f'.repeat(64)}`,
  ])('may run image %s', (image) => {
    expect(imageProblem(image)).toBeUndefined()
  })

  it.each(['/etc', '../x', 'a/../../b', '~/x', '', 'http://x/y', 'C:\\x', '..\\x'])(
    'may not be built from %j',
    (path) => {
      expect(isInside(path)).toBe(false)
    },
  )

  it.each(['.', './web', 'a/../b', 'web'])('may be built from %s', (path) => {
    expect(isInside(path)).toBe(true)
  })
})

describe('routes', () => {
  it('send to an app of the stack, and guess its name', () => {
    const problems = judge('gateway: {routes: {home: {upstreams: [wbe]}}}\napps: {web: {build: x}}\n')
    expect(problems[0]).toMatch(
      /upstreams\[0\]: no app is called "wbe"; expected one of web, or a URL; did you mean web\?/,
    )
  })

  it.each(['http://gateway', 'http://127.0.0.1:8080', 'http://localhost:8080'])(
    'never send to the gateway itself: %s',
    (url) => {
      expect(judge(`gateway: {httpPort: 8080, routes: {home: {upstreams: ["${url}"]}}}\n`).join()).toMatch(
        /gateway itself/,
      )
    },
  )
})

describe('secrets', () => {
  const secret = 'Tr0ub4dor-and-3'

  it.each(['DB_PASSWORD', 'API_KEY', 'STRIPE_TOKEN', 'SESSION_SECRET', 'PGPASSWORD', 'AWS_SECRET_ACCESS_KEY'])(
    'are refused as %s, and not repeated',
    (name) => {
      const [problem] = judge(`apps: {web: {build: x, env: {${name}: "${secret}"}}}\n`)
      expect(problem).toContain(`apps.web.env.${name}`)
      expect(problem).not.toContain(secret)
    },
  )

  it.each([
    ['DATABASE', `postgres://app:${secret}@db/app`],
    ['ANY', `-----BEGIN PRIVATE KEY-----${secret}`],
    ['DSN', `host=db password=${secret}`],
  ])('are recognised by their looks in %s', (name, value) => {
    const problems = judge(`apps: {web: {build: x, env: {${name}: "${value}"}}}\n`)
    expect(problems).toHaveLength(1)
    expect(problems[0]).not.toContain(secret)
  })

  it.each(['changeme', 'postgres', 'admin', 'Password123', 'secret'])('are called weak when they are %s', (value) => {
    expect(judge(`apps: {web: {build: x, env: {DB_PASSWORD: ${value}}}}\n`)[0]).toMatch(/default or weak password/)
  })

  it('are not repeated where their key is unknown or of the wrong type', () => {
    const problems = judge(
      `postgres: {password: ${secret}}\napps: {web: {build: x, env: {A_TOKEN: [${secret}]}}}\nredis: {port: {token: ${secret}}}\n`,
    )
    expect(problems.length).toBeGreaterThan(2)
    expect(problems.join()).not.toContain(secret)
    expect(problems[0]).toMatch(/passwords are not written here/)
  })

  it.each([
    'PUBLIC_KEY: abc',
    'TOKEN_TTL: "3600"',
    'DB_PASSWORD_FILE: /run/secrets/x',
    'API_KEY: /run/secrets/app-key',
    'MONKEY_MODE: wild',
  ])('are not seen in %s', (line) => {
    expect(judge(`apps: {web: {build: x, env: {${line}}}}\n`)).toEqual([])
  })

  it('come by no reference: nothing is replaced', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as a person writes it
    expect(judge('apps: {web: {build: x, env: {HOME_URL: "${UNSET}/x"}}}\n')[0]).toMatch(/\$\{UNSET\} is not replaced/)
  })
})

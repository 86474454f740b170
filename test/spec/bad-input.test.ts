import {describe, expect, it} from 'vitest'

import {formatProblem} from '../../src/cli/stack-command.js'
import {walkKeys} from '../../src/spec/key-tree.js'
import {parseStack} from '../../src/spec/parse-stack.js'
import {formatPath} from '../../src/spec/path.js'
import {editSource} from '../../src/spec/save-stack.js'
import {
  addressed,
  badInputs,
  binds,
  dangerousLines,
  databases,
  drivers,
  folders,
  includes,
  names,
  registries,
  targets,
  urls,
  users,
} from './bad-inputs.js'

const head = 'version: 1\nproject: shop\n'
const base = `${head}gateway:\n  routes:\n    web: {upstreams: ["http://a"]}\napps:\n  web: {build: web}\n`
const wrong = (rest: string) => parseStack(`${head}${rest}`).problems.map((problem) => formatProblem(problem, 'en'))

describe('an unknown key', () => {
  it('is refused at its own path at every level of the file', () => {
    const maps = [...walkKeys()].filter(([, node]) => node.kind === 'map' && !node.open)
    const missed = maps
      .map(([path]) => {
        const name = path[0] === 'alerts' ? 'PostgresDown' : 'web'
        return [...path.map((part) => (part === '<name>' ? name : part)), 'notAKeyOfOurs']
      })
      .filter((path) => !path.some((part) => typeof part === 'number'))
      .filter((path) => {
        const {problems} = parseStack(editSource(base, [{path, value: 1}]))
        return !problems.some((one) => one.path === formatPath(path) && /unknown key/.test(one.message.en))
      })
    expect(maps.length).toBeGreaterThan(20)
    expect(missed).toEqual([])
  })
})

describe('what would open a stack to others', () => {
  it.each(addressed)('has no key: an address for %s', (store) => {
    expect(wrong(`${store}: {bind: 0.0.0.0}\n`).join()).toMatch(new RegExp(`${store}\\.bind: unknown key "bind"`))
  })

  it.each(dangerousLines)('has no key in an app: %s', (line) => {
    expect(wrong(`apps: {web: {build: web, ${line}}}\n`).join()).toMatch(/apps\.web\.\w+: unknown key/)
  })

  it.each(users)('is refused as user of an app: %s', (user) => {
    expect(wrong(`apps: {web: {build: web, user: ${user}}}\n`)[0]).toMatch(/apps\.web\.user: /)
  })
})

describe('a gateway', () => {
  it.each(drivers)('is one of three, not %s', (driver) => {
    expect(wrong(`gateway: {driver: ${driver}}\n`)[0]).toMatch(/gateway\.driver: got .*caddy.*haproxy.*nginx/)
  })

  it('needs an upstream in every route', () => {
    expect(wrong('gateway: {routes: {web: {}}}\n')[0]).toMatch(/gateway\.routes\.web\.upstreams: /)
    expect(wrong('gateway: {routes: {web: {upstreams: []}}}\n')[0]).toMatch(/gateway\.routes\.web\.upstreams: /)
  })

  it('never sends two routes of one host and path to two places', () => {
    const routes = 'one: {upstreams: ["http://a"]}, two: {upstreams: ["http://b"]}'
    expect(wrong(`gateway: {routes: {${routes}}}\n`)[0]).toMatch(/taken by route one already/)
  })

  it('needs a key beside a certificate, and a certificate beside a key', () => {
    const tls = (keys: string) =>
      wrong(`gateway: {tls: {mode: files, ${keys}}, routes: {one: {upstreams: ["http://a"]}}}\n`)
    expect(tls('certificate: a.pem').join()).toMatch(/gateway\.tls\.key: /)
    expect(tls('key: a.key').join()).toMatch(/gateway\.tls\.certificate: /)
  })

  it.each(binds)('does not listen on %s', (bind) => {
    expect(wrong(`gateway: {bind: ${bind}}\n`)[0]).toMatch(/gateway\.bind: /)
  })
})

describe('what leads out of the file', () => {
  it.each(includes)('is no key: %s', (line) => {
    expect(wrong(`${line}\n`)[0]).toMatch(/unknown key/)
  })

  it.each(folders)('is no folder to build from: %s', (path) => {
    expect(wrong(`apps: {web: {build: "${path}"}}\n`)[0]).toMatch(/apps\.web\.build: /)
  })

  it.each(registries)('is no registry: %s', (registry) => {
    expect(wrong(`images: {registry: "${registry}"}\n`)[0]).toMatch(/images\.registry: /)
  })
})

describe('a registry prefix', () => {
  it.each(['registry', 'registry:5000', 'registry.example.com/hub', 'r.example.com:443/a/b_c-d'])(
    'may be %s',
    (registry) => {
      expect(wrong(`images: {registry: "${registry}"}\n`)).toEqual([])
    },
  )
})

describe('a name that Compose or a store would read as something else', () => {
  it.each(names)('is refused: %s', (name) => {
    expect(wrong(`apps: {"${name}": {build: web}}\n`).join()).toMatch(/apps/)
    expect(wrong(`gateway: {routes: {"${name}": {upstreams: ["http://a"]}}}\n`).join()).toMatch(/gateway\.routes/)
  })

  it.each(databases)('is refused as database: %s', (name) => {
    expect(wrong(`postgres: {database: ${name}}\n`)[0]).toMatch(/postgres\.database: /)
  })
})

describe('a target or a URL to probe', () => {
  it.each(targets)('is refused: %s', (written) => {
    expect(wrong(`prometheus: {targets: [${written}]}\n`)[0]).toMatch(/prometheus\.targets\[0\]: /)
  })

  it.each(urls)('is refused as URL: %s', (url) => {
    expect(wrong(`blackbox: {targets: ["${url}"]}\n`)[0]).toMatch(/blackbox\.targets\[0\]: /)
  })
})

describe('every line that is no value', () => {
  it.each(Object.entries(badInputs))('is refused: %s', (_, lines) => {
    expect(wrong(`${lines}\n`)).not.toEqual([])
  })
})

/** What is no value of opsctl.yaml, as data: `validate` and the schema of the chart’s values must both refuse it. */

export const addressed = ['postgres', 'redis', 'prometheus', 'alertmanager']
export const dangerousLines = ['privileged: true', 'network_mode: host', 'volumes: ["/:/host"]', 'cap_add: [ALL]']
export const users = ['"0:0"', '"0:1000"', 'root', '"1000"', '1000']
export const drivers = ['[caddy, haproxy]', 'apache', '""', 'Caddy']
export const binds = ['256.0.0.1', 'localhost', '::g', '"0.0.0.0:80"', 'http://0.0.0.0']
export const includes = ['include: other.yaml', 'include: [../other.yaml]', 'extends: http://example.com/x.yaml']
export const folders = ['../web', '/srv/web', 'http://example.com/web.git', '~/web']
export const registries = [
  'registry.example.com/../x',
  'a..b',
  'a/',
  'a//b',
  'https://registry.example.com',
  'Registry',
  'a b',
  '-x',
  'user:pw@host',
]
export const names = ['Web', 'a', '-a', 'a_b', 'a b', '../a', 'a:b', 'a/b', 'a.b', 'é', 'a'.repeat(64)]
export const databases = ['app-db', 'App', '1app', '"a;drop"', '"a\'b"', 'a'.repeat(64), '""']
export const targets = [
  '"host:99999"',
  '"host:0"',
  'host',
  'host:',
  'host:0x1',
  'http://host:1',
  'a b:1',
  '"h:1\\nx: y"',
  '{{ x }}:1',
].map((one) => (one.startsWith('"') ? one : JSON.stringify(one)))
export const urls = ['ftp://a', 'a.example.com', 'javascript:alert(1)', '//a', 'http://']

const route = 'one: {upstreams: ["http://a"]}'

/** Every one of them as lines of opsctl.yaml, by a name that says what it is. */
export const badInputs: Readonly<Record<string, string>> = Object.fromEntries([
  ...addressed.map((store) => [`an address for ${store}`, `${store}: {bind: 0.0.0.0}`]),
  ...dangerousLines.map((line) => [`a key of an app: ${line}`, `apps: {web: {build: web, ${line}}}`]),
  ...users.map((user) => [`a user: ${user}`, `apps: {web: {build: web, user: ${user}}}`]),
  ...drivers.map((driver) => [`a driver: ${driver}`, `gateway: {driver: ${driver}}`]),
  ['a route without upstreams', 'gateway: {routes: {web: {}}}'],
  ['a route with no upstream', 'gateway: {routes: {web: {upstreams: []}}}'],
  ['two routes of one path', `gateway: {routes: {${route}, two: {upstreams: ["http://b"]}}}`],
  ['a certificate without a key', `gateway: {tls: {mode: files, certificate: a.pem}, routes: {${route}}}`],
  ['a key without a certificate', `gateway: {tls: {mode: files, key: a.key}, routes: {${route}}}`],
  ...binds.map((bind) => [`a bind: ${bind}`, `gateway: {bind: ${bind}}`]),
  ...includes.map((line) => [`another file: ${line}`, line]),
  ...folders.map((path) => [`a folder to build: ${path}`, `apps: {web: {build: "${path}"}}`]),
  ...registries.map((registry) => [`a registry: ${registry}`, `images: {registry: "${registry}"}`]),
  ...names.flatMap((name) => [
    [`a name of an app: ${name}`, `apps: {"${name}": {build: web}}`],
    [`a name of a route: ${name}`, `gateway: {routes: {"${name}": {upstreams: ["http://a"]}}}`],
  ]),
  ...databases.map((name) => [`a database: ${name}`, `postgres: {database: ${name}}`]),
  ...targets.map((one) => [`a target: ${one}`, `prometheus: {targets: [${one}]}`]),
  ...urls.map((url) => [`a URL: ${url}`, `blackbox: {targets: ["${url}"]}`]),
])

// Stands in for Kibana in a stack that opsctl brings up: it reads kibana.yml, wants its secrets and a store that it can
// trust, lets the store decide who may log in, and speaks the import and export of saved objects. It is no Kibana.
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {request} from 'node:https'

import {answerKibana} from './saved-objects-api.js'

const HOME = '/usr/share/kibana'
const OBJECTS = `${HOME}/data/objects.json`
/** While this file is there, an import takes its time. */
const SLOW = `${HOME}/data/slow`

const settings = readSettings()
const ca = readFileSync(settings['elasticsearch.ssl.certificateAuthorities'])
const store = new URL(settings['elasticsearch.hosts'])
const keys = Object.keys(settings).filter((name) => /encryptionKey|Token/.test(name))
if (keys.length !== 4 || keys.some((name) => settings[name].length < 32)) throw new Error(`too short: ${keys}`)

const state = {held: new Map(readObjects()), refused: new Map(), taken: []}

/** One setting a line, as opsctl writes them; `${NAME}` is the variable, and one that is missing stops the start. */
function readSettings() {
  const text = readFileSync(`${HOME}/config/kibana.yml`, 'utf8').replaceAll(/^([\w.]+):\n {2}- /gm, '$1: ')
  const lines = [...text.matchAll(/^([\w.]+): (.+)$/gm)]
  return Object.fromEntries(lines.map(([, name, value]) => [name, resolve(value.replace(/^'(.*)'$/, '$1'))]))
}

function resolve(value) {
  return value.replaceAll(/\$\{(\w+)\}/g, (_, name) => {
    const found = process.env[name]
    if (!found) throw new Error(`Unknown environment variable referenced in config : ${name}`)
    return found
  })
}

function readObjects() {
  return existsSync(OBJECTS) ? JSON.parse(readFileSync(OBJECTS, 'utf8')) : []
}

/** The store says who somebody is; its certificate must be from our authority and for its name. */
function askStore(authorization) {
  return new Promise((fulfil, reject) => {
    const options = {
      host: store.hostname,
      port: store.port,
      path: '/_security/_authenticate',
      ca,
      headers: {authorization},
    }
    const asked = request(options, (answer) => {
      answer.resume()
      fulfil(answer.statusCode === 200)
    })
    asked.on('error', reject)
    asked.end()
  })
}

async function serve(asked, response) {
  const chunks = []
  for await (const chunk of asked) chunks.push(chunk)
  const {authorization} = asked.headers
  const isKnown = authorization !== undefined && (await askStore(authorization))
  const isImport = asked.url.startsWith('/api/saved_objects/_import')
  if (isImport) log('import begins')
  if (isImport && existsSync(SLOW)) await new Promise((later) => setTimeout(later, 4000))
  const {status, json, text} = answerKibana(state, asked, Buffer.concat(chunks), isKnown)
  if (status === 400) log(JSON.stringify(json))
  writeFileSync(OBJECTS, JSON.stringify([...state.held]))
  if (isImport) log('import ends')
  response.writeHead(status, {'content-type': 'application/json'}).end(text ?? JSON.stringify(json))
}

function log(message) {
  console.log(JSON.stringify({'@timestamp': new Date().toISOString(), message}))
}

await askStore(`Bearer ${settings['elasticsearch.serviceAccountToken']}`)
createServer((asked, response) => {
  serve(asked, response).catch((error) => {
    log(String(error))
    response.writeHead(503).end('{}')
  })
}).listen(Number(settings['server.port']), settings['server.host'], () => log('listens'))
process.once('SIGTERM', () => process.exit(0))

// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Talks to Elasticsearch. Every request is bounded in time and in the size of its answer.
'use strict'

const {readFileSync} = require('node:fs')
const http = require('node:http')
const https = require('node:https')

const MAX_BYTES = 16 * 2 ** 20

/** What the store answered when it refused. */
class StoreError extends Error {
  constructor(request, status, body) {
    super([`${request}: HTTP ${status}`, ...reasonsOf(body?.error)].join(', '))
    this.status = status
  }
}

/** What it says of the whole, and of the first part that failed. */
function reasonsOf(error) {
  if (typeof error === 'string') return [error]
  const [first] = error?.root_cause ?? []
  return [...new Set([error?.reason, first?.reason])].filter((reason) => typeof reason === 'string')
}

/** `send(method, path, body)` resolves to the parsed answer and throws a StoreError for any other than 2xx. */
function openStore({url, caFile, username, passwordFile, timeoutMs}) {
  const base = url.replace(/\/$/, '')
  const {Agent, request} = base.startsWith('https:') ? https : http
  const agent = new Agent({keepAlive: true, maxSockets: 2, ca: caFile ? readFileSync(caFile) : undefined})

  /** Read for each request, so that a new password holds without a restart. */
  function headers(body) {
    const type =
      body === undefined ? {} : {'content-type': 'application/json', 'content-length': Buffer.byteLength(body)}
    if (!username) return type
    const password = readFileSync(passwordFile, 'utf8').trim()
    return {...type, authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`}
  }

  async function send(method, path, content) {
    const body = content === undefined ? undefined : JSON.stringify(content)
    const signal = AbortSignal.timeout(timeoutMs)
    const {status, text} = await new Promise((resolve, reject) => {
      const call = request(`${base}${path}`, {method, agent, headers: headers(body), signal}, (response) => {
        readBody(response)
          .then((read) => resolve({status: response.statusCode, text: read}))
          .catch(reject)
      })
      call.on('error', reject).end(body)
    }).catch((error) => {
      throw new Error(`${method} ${path}: ${reasonOf(error)}`)
    })
    const answer = parse(text)
    if (status < 200 || status > 299) throw new StoreError(`${method} ${path}`, status, answer)
    return answer
  }

  /** The same, with undefined for what does not exist. */
  async function find(path) {
    try {
      return await send('GET', path)
    } catch (error) {
      if (error.status === 404) return undefined
      throw error
    }
  }

  return {send, find}
}

async function readBody(response) {
  const parts = []
  let size = 0
  for await (const part of response) {
    size += part.length
    if (size > MAX_BYTES) throw new Error(`the answer is larger than ${MAX_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function reasonOf({code, message, name}) {
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time'
  return message || code
}

module.exports = {openStore}

// Takes and gives saved objects as Kibana's import and export are documented, strict about the form. It is no Kibana: it
// checks what a client sends, and answers as one would.

/** How Kibana says that something is not there: no fault of the request. */
export const MISSING = 'Error fetching objects to export'

/** Kibana looks for open references of these types only. */
const CHECKED = ['index-pattern', 'search']

/** Answers one request. `held` is what there is, by `type:id`; `refused` says why an object of a title is not taken. */
export function answerKibana({held, refused, taken}, {method, url, headers}, body, isKnown) {
  const {pathname, searchParams} = new URL(url, 'http://kibana')
  if (pathname === '/api/status') return {status: 200, json: statusBody(isKnown)}
  if (!isKnown) return {status: 401, json: {statusCode: 401, message: 'missing or wrong authentication'}}
  if (headers['kbn-xsrf'] === undefined && method !== 'GET') return bad('Request must contain a kbn-xsrf header.')
  if (method === 'DELETE') return deleteObject(held, pathname)
  if (method !== 'POST') return {status: 404, json: {message: 'Not Found'}}
  if (pathname === '/api/saved_objects/_export') return exportObjects(held, headers, body)
  if (pathname !== '/api/saved_objects/_import') return {status: 404, json: {message: 'Not Found'}}
  if (searchParams.get('overwrite') !== 'true') return bad('without overwrite')
  return importFile({held, refused, taken}, headers, body)
}

function statusBody(isKnown) {
  const overall = {level: 'available'}
  return isKnown ? {status: {overall, core: {elasticsearch: overall, savedObjects: overall}}} : {status: {overall}}
}

function importFile({held, refused, taken}, headers, body) {
  const file = readForm(headers['content-type'] ?? '', body)
  if (typeof file === 'string') return bad(file)
  const objects = linesOf(file.content).map((line) => JSON.parse(line))
  const keys = objects.map(keyOf)
  if (new Set(keys).size < keys.length) return bad('Non-unique import objects detected')
  const errors = objects.flatMap((one) => errorsOf(refused, one, new Set([...keys, ...held.keys()])))
  const good = objects.filter((one) => !errors.some(({type, id}) => type === one.type && id === one.id))
  for (const one of good) held.set(keyOf(one), one)
  taken.push(good.map(({id}) => id))
  const success = errors.length === 0
  return {status: 200, json: {successCount: good.length, success, warnings: [], ...(success ? {} : {errors})}}
}

function errorsOf(refused, {type, id, attributes, references}, known) {
  const title = attributes.title ?? attributes.name
  const missing = references.filter((one) => CHECKED.includes(one.type) && !known.has(keyOf(one)))
  const message = refused.get(title)
  if (missing.length > 0) {
    const error = {type: 'missing_references', references: missing.map((one) => ({type: one.type, id: one.id}))}
    return [{type, id, meta: {title}, error}]
  }

  return message === undefined ? [] : [{type, id, meta: {title}, error: {type: 'unknown', statusCode: 400, message}}]
}

function exportObjects(held, headers, body) {
  if (headers['content-type'] !== 'application/json') return bad('no JSON')
  const {objects, ...rest} = JSON.parse(body.toString())
  const wrong = Object.keys(rest).filter((key) => !['includeReferencesDeep', 'excludeExportDetails'].includes(key))
  if (wrong.length > 0 || objects.length === 0) return bad(`[request body]: ${wrong.join(', ')}`)
  const found = objects.map((one) => held.get(keyOf(one)))
  if (found.includes(undefined)) return bad(MISSING)
  return {status: 200, text: found.map((one) => JSON.stringify(one)).join('\n')}
}

function deleteObject(held, pathname) {
  const [, type, id] = /^\/api\/saved_objects\/([a-z-]+)\/([0-9a-f-]+)$/.exec(pathname) ?? []
  return held.delete(`${type}:${id}`) ? {status: 200, json: {}} : {status: 404, json: {message: 'Not Found'}}
}

/** One part named `file`, whose name ends in .ndjson. A sentence says what is wrong with the form. */
function readForm(contentType, body) {
  const boundary = /^multipart\/form-data; boundary=([A-Za-z0-9'()+_,./:=?-]{1,70})$/.exec(contentType)?.[1]
  if (boundary === undefined) return `no form: ${contentType}`
  const text = body.toString('utf8')
  const end = `--${boundary}--\r\n`
  if (!text.startsWith(`--${boundary}\r\n`) || !text.endsWith(`\r\n${end}`)) return 'the form has no ends'
  const parts = text.slice(0, -end.length).split(`--${boundary}\r\n`).slice(1)
  if (parts.length !== 1) return `${parts.length} parts`
  const [head = '', ...rest] = parts[0].split('\r\n\r\n')
  const name = /^Content-Disposition: form-data; name="file"; filename="([^"]+)"\r\n/.exec(`${head}\r\n`)?.[1]
  if (!name?.endsWith('.ndjson')) return `Invalid file extension ${name}`
  return {content: rest.join('\r\n\r\n').slice(0, -2)}
}

function linesOf(text) {
  return text.split('\n').filter((line) => line !== '')
}

function keyOf({type, id}) {
  return `${type}:${id}`
}

function bad(message) {
  return {status: 400, json: {statusCode: 400, error: 'Bad Request', message}}
}

/** Receivers of notifications on this host: a mail server, and one HTTP server that answers as each chat service does. */
import {createServer, type Server} from 'node:http'
import {SMTPServer} from 'smtp-server'

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly source: string
}

export interface Posted {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

export interface Inboxes {
  readonly mails: Mail[]
  readonly posts: Posted[]
  close(): Promise<void>
}

/** What a service answers to a message that it takes. */
const ANSWERS: Readonly<Record<string, string>> = {
  slack: 'ok',
  dingtalk: '{"errcode":0,"errmsg":"ok"}',
  wecom: '{"errcode":0,"errmsg":"ok"}',
  feishu: '{"code":0,"msg":"success","data":{}}',
  teams: '1',
}

/** Starts them. A path that begins with /status/N is answered with N. */
export async function openInboxes(host: string, ports: {smtp: number; http: number}): Promise<Inboxes> {
  const mails: Mail[] = []
  const posts: Posted[] = []
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, {envelope}, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = envelope.rcptTo.map(({address}) => address)
        mails.push({from: envelope.mailFrom.address, to, source: Buffer.concat(chunks).toString('utf8')})
        done()
      })
    },
  })
  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? ''
      const status = Number(/^\/status\/(\d+)/.exec(path)?.[1] ?? 200)
      posts.push({path, body: readBody(Buffer.concat(chunks).toString('utf8'))})
      response.writeHead(status, {'content-type': path.startsWith('/slack') ? 'text/plain' : 'application/json'})
      response.end(status === 200 ? answerTo(path) : `this inbox answers ${status}`)
    })
  })
  await new Promise<void>((ready) => smtp.listen(ports.smtp, host, ready))
  await new Promise<void>((ready) => http.listen(ports.http, host, ready))
  return {mails, posts, close: () => closeBoth(smtp, http)}
}

function readBody(text: string): Posted['body'] {
  try {
    return JSON.parse(text) as Posted['body']
  } catch {
    return Object.fromEntries(new URLSearchParams(text))
  }
}

function answerTo(path: string): string {
  if (/^\/bot[^/]+\/sendMessage/.test(path)) {
    return '{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":-100123,"type":"group"},"text":"x"}}'
  }

  return ANSWERS[path.split('/')[1] ?? ''] ?? '{}'
}

async function closeBoth(smtp: SMTPServer, http: Server): Promise<void> {
  http.closeAllConnections()
  await Promise.all([
    new Promise<void>((done) => smtp.close(done)),
    new Promise<void>((done) => http.close(() => done())),
  ])
}

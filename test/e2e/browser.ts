/** A real browser without a screen, spoken to over two pipes in its own protocol: no driver, no port, no package. */
import {type ChildProcess, spawn} from 'node:child_process'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Readable, Writable} from 'node:stream'
import {pathToFileURL} from 'node:url'

import {ensurePrograms} from './tools/programs.js'

const ANSWER_MS = 20_000

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown>
  readonly error?: {readonly message: string}
}

/** A page of the browser. */
export interface Page {
  /** Addresses that it asked for, its own among them. */
  readonly requests: readonly string[]
  /** What it wrote to the console, what it threw, and what its policy refused. */
  readonly complaints: readonly string[]
  /** Calls a command of the protocol. */
  send(method: string, params?: Record<string, unknown>): Promise<Record<string, unknown>>
  /** Value of an expression in the page. */
  evaluate<T>(expression: string): Promise<T>
  /** Presses a key, or a key with Shift. */
  press(key: 'Tab' | 'Enter', options?: {readonly shift?: boolean}): Promise<void>
}

export interface Browser {
  /** Opens a file and waits until it is drawn. */
  open(path: string, size: {readonly width: number; readonly height: number}): Promise<Page>
  close(): Promise<void>
}

/** Starts Chromium, installing it first where it is missing and that is allowed. */
export async function startBrowser(): Promise<Browser> {
  await ensurePrograms(['chromium'])
  const profile = await mkdtemp(join(tmpdir(), 'opsctl-browser-'))
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-pipe']
  const child = spawn('chromium', [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const wire = speak(child)
  return {
    open: (path, size) => openPage(wire, path, size),
    async close() {
      await wire.send('Browser.close').catch(() => child.kill())
      if (child.exitCode === null) await new Promise((done) => child.once('exit', done))
      await rm(profile, {recursive: true, force: true, maxRetries: 5})
    },
  }
}

interface Wire {
  send(method: string, params?: Record<string, unknown>, sessionId?: string): Promise<Record<string, unknown>>
  onEvent(listener: (message: Message) => void): void
}

/** Messages are JSON, each ended by a zero byte. */
function speak(child: ChildProcess): Wire {
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable]
  const waiting = new Map<number, (message: Message) => void>()
  const listeners: ((message: Message) => void)[] = []
  let rest = ''
  let last = 0
  output.setEncoding('utf8')
  output.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\0')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const message = JSON.parse(part) as Message
      if (message.id === undefined) for (const listener of listeners) listener(message)
      else waiting.get(message.id)?.(message)
    }
  })
  return {
    onEvent: (listener) => listeners.push(listener),
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        const id = ++last
        const timer = setTimeout(() => reject(new Error(`${method}: no answer of the browser`)), ANSWER_MS)
        waiting.set(id, ({result, error}) => {
          clearTimeout(timer)
          waiting.delete(id)
          if (error) reject(new Error(`${method}: ${error.message}`))
          else resolve(result ?? {})
        })
        input.write(`${JSON.stringify({id, method, params, ...(sessionId ? {sessionId} : {})})}\0`)
      }),
  }
}

async function openPage(
  wire: Wire,
  path: string,
  {width, height}: {readonly width: number; readonly height: number},
): Promise<Page> {
  const requests: string[] = []
  const complaints: string[] = []
  const {targetId} = await wire.send('Target.createTarget', {url: 'about:blank'})
  const {sessionId} = await wire.send('Target.attachToTarget', {targetId, flatten: true})
  const send = (method: string, params?: Record<string, unknown>) => wire.send(method, params, sessionId as string)
  let isDrawn: () => void = () => undefined
  const drawn = new Promise<void>((resolve) => {
    isDrawn = resolve
  })
  wire.onEvent((message) => {
    const {method, params} = message
    if ((message as {readonly sessionId?: string}).sessionId !== sessionId) return
    if (method === 'Network.requestWillBeSent') requests.push((params as {request: {url: string}}).request.url)
    if (method === 'Page.loadEventFired') isDrawn()
    if (method === 'Log.entryAdded' || method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown')
      complaints.push(JSON.stringify(params))
  })
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`)
  await send('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile: false})
  await send('Page.navigate', {url: pathToFileURL(path).href})
  await drawn
  return {
    requests,
    complaints,
    send,
    async evaluate<T>(expression: string) {
      const {result, exceptionDetails} = await send('Runtime.evaluate', {expression, returnByValue: true})
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
      return (result as {readonly value: T}).value
    },
    async press(key, {shift = false} = {}) {
      const code = key === 'Tab' ? 9 : 13
      const event = {key, code: key, windowsVirtualKeyCode: code, modifiers: shift ? 8 : 0}
      await send('Input.dispatchKeyEvent', {type: 'keyDown', ...event, ...(key === 'Enter' ? {text: '\r'} : {})})
      await send('Input.dispatchKeyEvent', {type: 'keyUp', ...event})
    },
  }
}

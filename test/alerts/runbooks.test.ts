import {createContext, runInContext} from 'node:vm'
import {inflateSync} from 'node:zlib'
import {expect, test} from 'vitest'

import {alertFilesOf, alertNamesIn, listAlertFiles} from '../../src/alerts/catalogue.js'
import {packedRunbooks} from '../../src/alerts/packed-runbooks.js'
import {readRunbook, runbookParts} from '../../src/alerts/runbooks.js'
import {runbooksPage} from '../../src/alerts/runbooks-page.js'
import {readShipped} from '../../src/shipped.js'
import {stackSchema} from '../../src/spec/stack.js'
import type {Lang} from '../../src/text.js'

const files = alertFilesOf(stackSchema.parse({version: 1, project: 'shop', prometheus: {}, redis: {}}))
const namesOf = (paths: readonly string[]) => paths.flatMap((file) => alertNamesIn(readShipped(file)))

/** As much of a browser's document as the script of the page needs. */
class Element {
  readonly children: Element[] = []
  readonly dataset: Record<string, string> = {}
  id = ''
  isGone = false

  constructor(
    readonly tag: string,
    public textContent = '',
  ) {}

  appendChild(child: Element): Element {
    this.children.push(child)
    return child
  }

  remove(): void {
    this.isGone = true
  }

  /** All that a person reads of it, line by line. */
  lines(): readonly string[] {
    return [this.textContent, ...this.children.flatMap((child) => child.lines())].filter((line) => line !== '')
  }
}

/** Opens the page, and says what is on it then. */
async function open(page: string): Promise<{readonly body: Element; readonly notice: Element}> {
  const [, packed = '', script = ''] =
    /<script id="packed" type="text\/plain">([\s\S]*?)<\/script><script type="module">([\s\S]*?)<\/script>/.exec(
      page,
    ) ?? []
  const [body, notice, data] = [new Element('body'), new Element('p'), new Element('script', packed)]
  const document = {
    body,
    createElement: (tag: string) => new Element(tag),
    getElementById: () => data,
    querySelector: () => notice,
  }
  const world = createContext({document, location: {hash: ''}, atob, Uint8Array, Blob, Response, DecompressionStream})
  await runInContext(`(async () => {${script}})()`, world)
  return {body, notice}
}

test('the page has a place for every alert of the stack, where its link leads, and for no other', async () => {
  const {body, notice} = await open(runbooksPage(files, 'en'))
  const places = body.children.filter(({tag}) => tag === 'section').map(({id}) => id)
  expect(places.length).toBeGreaterThan(20)
  expect(places).toEqual(expect.arrayContaining([...namesOf(files)]))
  expect(places).toHaveLength(namesOf(files).length)
  expect(body.children.find(({tag}) => tag === 'ul')?.lines()).toEqual(places)
  expect(notice.isGone).toBe(true)
})

test.each(['en', 'zh'] as const)('every runbook is laid out with nothing lost, in %s', async (lang) => {
  const {body} = await open(runbooksPage(listAlertFiles(), lang))
  const shown = new Map(body.children.map((section) => [section.id, section.lines()]))
  const all = listAlertFiles().flatMap((file) => alertNamesIn(readShipped(file)).map((name) => [file, name] as const))
  for (const [file, name] of all) expect(shown.get(name)).toEqual(expectedLines(file, name, lang))
})

/** Headings and lines of a runbook as it is written, without the marks of its blocks. */
function expectedLines(file: string, name: string, lang: Lang): readonly string[] {
  const {words, body} = readRunbook(file, name, lang)
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('```'))
  return [name, words, ...lines.map((line) => line.replace(/^## /, ''))]
}

test('each part has its own heading', async () => {
  const {body} = await open(runbooksPage(files, 'zh'))
  for (const section of body.children.filter(({tag}) => tag === 'section')) {
    const headings = section.children.filter(({tag}) => tag === 'h3').map(({textContent}) => textContent)
    expect(headings).toEqual(runbookParts.zh)
  }
})

test('what is packed is the same each time, and any browser can unpack it', () => {
  const text = inflateSync(Buffer.from(packedRunbooks('en'), 'base64')).toString()
  expect(text).toContain('# RedisDown\n')
  expect(runbooksPage(files, 'en')).toBe(runbooksPage(files, 'en'))
})

test('nothing on the page is a template to Prometheus', () => {
  expect(runbooksPage(listAlertFiles(), 'en')).not.toContain('{{')
  expect(runbooksPage(listAlertFiles(), 'zh')).not.toContain('{{')
})

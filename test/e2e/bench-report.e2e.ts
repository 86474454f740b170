/** The report of a load test in a real browser: what a person sees, reaches by keyboard, and prints. */
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {reportBench} from '../../src/actions/bench/report.js'
import {projectAt} from '../../src/project.js'
import type {Lang} from '../../src/text.js'
import {capacityResult, httpResult} from '../bench/fixtures/results.js'
import {type Browser, type Page, startBrowser} from './browser.js'
import {makeFolder} from './opsctl.js'

const MAX_BYTES = 200 * 1024
const WIDE = {width: 1200, height: 900}
const NARROW = {width: 360, height: 740}

/** Words whose colour stands out too little from what lies beneath them: 4.5 to 1 is what the guidelines ask for. */
const FAINT = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number)
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor
      if (channels(colour).length === 3) return colour
    }
    return 'rgb(255, 255, 255)'
  }
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')
  return [...document.querySelectorAll('body *')].filter(own).flatMap((element) => {
    const style = getComputedStyle(element)
    if (element.closest('.tip') || element.closest('details:not([open]) table')) return []
    const [a, b] = [light(element instanceof SVGElement ? style.fill : style.color), light(ground(element))]
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    return ratio < 4.5 ? [element.textContent.slice(0, 40) + ' ' + ratio.toFixed(2)] : []
  })
})()`

let browser: Browser
let folder: string

beforeAll(async () => {
  folder = await makeFolder()
  browser = await startBrowser()
  const store = join(folder, '.opsctl', 'bench')
  await mkdir(store, {recursive: true})
  const slower = capacityResult(9500, {id: '20261122T090000Z-capacity'})
  const long = httpResult({durationS: 600, rate: 200, pausesAtS: [100, 300]}, {id: '20261122T100000Z-http'})
  for (const result of [httpResult(), capacityResult(), slower, long])
    await writeFile(join(store, `${result.id}.json`), JSON.stringify(result))
})

afterAll(async () => {
  await browser?.close()
})

async function writeReport(ref: string, lang: Lang, baseline?: string): Promise<string> {
  const options = {
    format: 'html',
    lang,
    out: join(folder, `${ref}.html`),
    baseline,
    maxRegression: 0.1,
    seed: 1,
    growth: {per: 'year', doubt: 0.25},
  } as const
  const {path} = await reportBench(projectAt(folder), ref, options)
  return path as string
}

function emulate(page: Page, scheme: 'light' | 'dark', media = 'screen'): Promise<unknown> {
  return page.send('Emulation.setEmulatedMedia', {media, features: [{name: 'prefers-color-scheme', value: scheme}]})
}

const backgroundOf = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')

const pages: readonly {name: string; ref: string; lang: Lang; baseline?: string; charts: number}[] = [
  {name: 'a run', ref: '20261121T204113Z-http', lang: 'en', charts: 2},
  {
    name: 'a search over an older one',
    ref: '20261122T090000Z-capacity',
    lang: 'en',
    baseline: '20261121T211502Z-capacity',
    charts: 8,
  },
  {name: 'ten minutes, in Chinese', ref: '20261122T100000Z-http', lang: 'zh', charts: 2},
]

describe.each(pages)('the page of $name', ({ref, lang, baseline, charts}) => {
  let page: Page
  let path: string

  beforeAll(async () => {
    path = await writeReport(ref, lang, baseline)
    page = await browser.open(path, WIDE)
  })

  test('is one small file that asks nothing of any network and complains of nothing', async () => {
    expect((await readFile(path)).byteLength).toBeLessThan(MAX_BYTES)
    expect(page.requests.map((url) => url.split('/').at(-1))).toEqual([path.split('/').at(-1)])
    expect(page.complaints).toEqual([])
  })

  test('has its charts, each with a name for those who can’t see it', async () => {
    const names = await page.evaluate<string[]>(
      `[...document.querySelectorAll('svg[role]')].map((svg) => svg.getAttribute('aria-label'))`,
    )
    expect(names).toHaveLength(charts)
    expect(names.every((name) => name.length > 0)).toBe(true)
  })

  test('can be read in light and in dark', async () => {
    await emulate(page, 'light')
    const light = await backgroundOf(page)
    expect(await page.evaluate(FAINT)).toEqual([])
    await emulate(page, 'dark')
    expect(await backgroundOf(page)).not.toBe(light)
    expect(await page.evaluate(FAINT)).toEqual([])
    await emulate(page, 'light')
  })

  test('is walked by keyboard: links, marks, figures', async () => {
    const stops = await page.evaluate<number>(
      `document.activeElement.blur() ?? document.querySelectorAll('a, summary, [tabindex]').length`,
    )
    const seen = new Set<string>()
    let isTipShown = false
    let isOpened = false
    for (let count = 0; count < stops; count++) {
      await page.press('Tab')
      const [kind, tip] = await page.evaluate<[string, string]>(
        `(() => { const at = document.activeElement, tip = at.querySelector('.tip'); return [at.localName, tip && getComputedStyle(tip).opacity] })()`,
      )
      seen.add(kind)
      isTipShown ||= tip === '1'
      if (kind === 'summary' && !isOpened) {
        await page.press('Enter')
        isOpened = await page.evaluate<boolean>('document.activeElement.parentElement.open')
      }
    }

    expect([...seen].toSorted()).toEqual(expect.arrayContaining(['a', 'g', 'pre', 'summary']))
    expect({isTipShown, isOpened}).toEqual({isTipShown: true, isOpened: true})
  })

  test('prints in light colours, without what paper can’t do', async () => {
    await emulate(page, 'dark', 'print')
    expect(await page.evaluate(`getComputedStyle(document.querySelector('nav')).display`)).toBe('none')
    expect(await page.evaluate(`getComputedStyle(document.body).color`)).toBe('rgb(26, 36, 48)')
    const {data} = await page.send('Page.printToPDF', {printBackground: true})
    expect(
      Buffer.from(data as string, 'base64')
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    await emulate(page, 'light')
  })

  test('fits a phone without scrolling sideways', async () => {
    const phone = await browser.open(path, NARROW)
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(NARROW.width)
  })
})

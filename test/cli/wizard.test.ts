import {checkbox, confirm, input, select} from '@inquirer/prompts'
import {render} from '@inquirer/testing'
import {describe, expect, it} from 'vitest'

import type {Prompts} from '../../src/cli/prompts.js'
import {createWizard} from '../../src/cli/wizard.js'
import type {Question} from '../../src/components/component.js'
import type {Lang} from '../../src/text.js'

type Rendered = Awaited<ReturnType<typeof render>>

/** The real prompts on a screen of the test; each step presses the keys of one prompt. */
function onScreen(steps: ((prompt: Rendered) => unknown)[]): {prompts: Prompts; screens: string[]} {
  const screens: string[] = []
  const drive =
    (prompt: unknown) =>
    async (config: unknown): Promise<never> => {
      const rendered = (await render(prompt as Parameters<typeof render>[0], config)) as Rendered
      screens.push(rendered.getScreen())
      await steps.shift()?.(rendered)
      rendered.events.keypress('enter')
      return (await rendered.answer) as never
    }
  return {
    screens,
    prompts: {input: drive(input), select: drive(select), checkbox: drive(checkbox), confirm: drive(confirm)},
  }
}

const ask = (path: string): Question => ({path, ask: {en: `EN ${path}?`, zh: `ZH ${path}？`}})

async function answer(
  paths: string[],
  present: Record<string, unknown>,
  steps: ((prompt: Rendered) => unknown)[],
  lang: Lang = 'en',
) {
  const {prompts, screens} = onScreen(steps)
  const edits = await createWizard(lang, prompts).ask(paths.map(ask), present)
  return {edits, screens}
}

const nothing = () => undefined

describe('the wizard', () => {
  it('offers the presets, demo first, in the language of the person', async () => {
    const {prompts, screens} = onScreen([(prompt) => prompt.events.keypress('down')])
    expect(await createWizard('zh', prompts).choosePreset()).toBe('core')
    expect(screens[0]).toMatch(/需要哪种栈？/)
  })

  it('shows the present answer as default and changes nothing when it is taken', async () => {
    const {edits, screens} = await answer(['gateway.httpPort', 'redis.role'], {'gateway.httpPort': 8080}, [
      nothing,
      nothing,
    ])
    expect(screens[0]).toContain('EN gateway.httpPort? (8080)')
    expect(screens[1]).toMatch(/❯ store/)
    expect(edits).toEqual([])
  })

  it('turns what is typed into the type of the key', async () => {
    const {edits} = await answer(['gateway.httpPort', 'project', 'redis.enabled'], {project: 'shop'}, [
      (prompt) => prompt.events.type('8081'),
      (prompt) => prompt.events.type('web-shop'),
      (prompt) => prompt.events.type('n'),
    ])
    expect(edits).toEqual([
      {path: ['gateway', 'httpPort'], value: 8081},
      {path: ['project'], value: 'web-shop'},
      {path: ['redis', 'enabled'], value: false},
    ])
  })

  it('says what is expected and waits for a better answer', async () => {
    const {edits} = await answer(['prometheus.retention.size'], {}, [
      async (prompt) => {
        prompt.events.type('8')
        prompt.events.keypress('enter')
        await prompt.nextRender()
        expect(prompt.getScreen()).toContain('Expected a size with its unit')
        prompt.events.type('GiB')
      },
    ])
    expect(edits).toEqual([])
  })

  it('marks the present members of a list', async () => {
    const {edits} = await answer(['apps.web.uses'], {'apps.web.build': 'app', 'apps.web.uses': ['postgres']}, [
      (prompt) => {
        prompt.events.keypress('down')
        prompt.events.keypress('space')
      },
    ])
    expect(edits).toEqual([{path: ['apps', 'web', 'uses'], value: ['postgres', 'redis']}])
  })

  it('asks nothing about an app that is left blank, nor where a question does not apply', async () => {
    const {edits, screens} = await answer(['apps.web.image', 'apps.web.port'], {}, [nothing])
    expect(screens).toHaveLength(1)
    expect(screens[0]).toContain('(blank: none)')
    expect(edits).toEqual([])
    const {prompts} = onScreen([])
    const skipped = {...ask('redis.port'), when: () => false}
    expect(await createWizard('en', prompts).ask([skipped], {})).toEqual([])
  })
})

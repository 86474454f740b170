/** A person at the terminal who walks a checklist: questions, agreements, and what is shown between them. */
import type {ChecklistPerson, WalkOptions} from '../actions/doctor/checklist.js'
import type {Checklist} from '../doctor/checklists/checklist.js'
import {checklistMessages as say} from '../messages/doctor-checklist.js'
import type {Lang} from '../text.js'
import {confirmDeep} from './confirm-deep.js'
import {confirmFix} from './confirm-fix.js'
import {watchLook} from './doctor-progress.js'
import {formatRecord} from './print/doctor-checklist.js'
import {formatPlan} from './print/doctor-fix.js'
import type {Prompts} from './prompts.js'

/** Asks by prompts; `show` writes beside them. */
export function openPerson(prompts: Prompts, lang: Lang, show: (line: string) => void): ChecklistPerson {
  return {
    async answer({title, answer, how}, commands) {
      if (how) show(`  ${how[lang]}`)
      for (const command of commands) show(`  $ ${command}`)
      if (answer === 'note') {
        const said = await prompts.input({message: `${title[lang]} (${say.leaveOpen[lang]})`})
        return said.trim() === '' ? 'later' : said
      }

      return prompts.select<boolean | 'later'>({
        message: title[lang],
        choices: [
          {name: say.outcome('yes')[lang], value: true},
          {name: say.outcome('no')[lang], value: false},
          {name: say.later[lang], value: 'later'},
        ],
      })
    },
    agree(_, command) {
      show(`  $ ${command}`)
      return prompts.confirm({message: say.runIt[lang], default: false})
    },
    beginAgain: (_, at) => prompts.confirm({message: say.beginAgain(at)[lang], default: true}),
  }
}

/** Asks for the checklist by what is seen. */
export async function chooseChecklist(prompts: Prompts, lists: readonly Checklist[], lang: Lang): Promise<string> {
  const choices = lists.map(({name, symptom}) => ({name: symptom[lang], value: name, short: name}))
  return prompts.select({message: say.whatIsWrong[lang], choices})
}

/** What is shown while a checklist is walked, and what a person is asked before anything is changed. */
export function walkView(options: {
  readonly lang: Lang
  readonly canAsk: boolean
  show(line: string): void
  showProgress(line: string): void
}): Omit<WalkOptions, 'person' | 'signal' | 'toDocument' | 'onCut'> {
  const {lang, canAsk, show, showProgress} = options
  const fix = confirmFix({lang, yes: false, level: undefined, canAsk})
  return {
    lang,
    onProgress: watchLook((text) => show(`  ${text[lang]}`)).onProgress,
    onStep: ({step, list}, number) => {
      show(`\n${number}  ${list.name}: ${step.title[lang]}`)
    },
    onRecord: (record) => show(formatRecord(record, lang)),
    onWaiting: (failing, leftS) => show(`  ${say.waiting(failing, leftS)[lang]}`),
    onLine: showProgress,
    onPlan: (fixes) => show(formatPlan(fixes, lang)),
    confirmFix: async (planned) => (await fix?.(planned)) ?? false,
    confirmDeep: confirmDeep({lang, canAsk}),
  }
}

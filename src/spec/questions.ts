/** The wizard's questions about the file as a whole; each room brings its own. */
import type {Question} from '../components/component.js'
import {components} from '../components/registry.js'
import {initMessages} from '../messages/init.js'

const general: readonly Question[] = [
  {path: 'project', ask: initMessages.askProject},
  {path: 'language', ask: initMessages.askLanguage},
  {path: 'target', ask: initMessages.askTarget},
  {path: 'kubernetes.context', ask: initMessages.askContext, when: (answers) => answers.target === 'helm'},
  {path: 'images.source', ask: initMessages.askImages},
]

const port: Question = {path: 'gateway.httpPort', ask: initMessages.askPort}

/** Every question for the components whose keys are in the file, each path once. */
export function listQuestions(present: Readonly<Record<string, unknown>>): readonly Question[] {
  const rooms = components.filter((one) => one.id === 'app' || Object.hasOwn(present, one.id))
  const all = [...general, ...rooms.flatMap((one) => [...one.questions, ...(one.id === 'gateway' ? [port] : [])])]
  return all.filter((question, index) => all.findIndex((one) => one.path === question.path) === index)
}

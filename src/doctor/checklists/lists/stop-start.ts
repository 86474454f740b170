/** Steps that several checklists take: writers are stopped before data is replaced, and started again after it. */
import type {Text} from '../../../text.js'
import type {ChecklistStep} from '../checklist.js'
import {ask, run, wait} from '../steps.js'

/** The applications are taken away, so that nobody writes. */
export const stopApps = (id = 'stop'): ChecklistStep =>
  ask(
    id,
    {en: 'Are the applications stopped, so that nobody writes?', zh: '是否已停止应用，确保无人写入？'},
    {
      commands: [
        {
          compose: 'docker compose -p {project} stop {apps}',
          helm: 'kubectl -n {namespace} scale deployment {apps} --replicas=0',
        },
      ],
    },
  )

/** Everything that should run is brought up. */
export const start = (id = 'start'): ChecklistStep => run(id, {en: 'Start the stack', zh: '启动栈'}, ['up'])

/** The applications answer. Ten looks, half a minute apart, was the rule by hand. */
export const waitForApps = (id = 'answers', title?: Text): ChecklistStep =>
  wait(
    id,
    title ?? {en: 'The applications answer', zh: '应用有应答'},
    ['compose.running', 'compose.health', 'k8s.pods', 'app.health'],
    {withinS: 300},
  )

/** A full backup of this moment. */
export const backupNow = (id: string, title: Text): ChecklistStep =>
  ask(id, title, {
    how: {
      en: 'A full dump of every database and the roles, written down with its name, size and checksum.',
      zh: '完整转储所有数据库与角色，并记下名称、大小和校验和。',
    },
    commands: ['ls -l backups'],
  })

import {defineChecklist} from '../checklist.js'
import {ask, branch, check} from '../steps.js'
import {start, stopApps, waitForApps} from './stop-start.js'

export const rollback = defineChecklist({
  name: 'rollback',
  title: {en: 'Go back to the version before', zh: '回滚到上一版本'},
  symptom: {en: 'A new version does harm', zh: '新版本出现问题'},
  steps: [
    stopApps(),
    ask('data-changed', {
      en: 'Did the new version change the data or the schema in a way that the old one can’t read?',
      zh: '新版本是否以旧版本无法读取的方式改动了数据或表结构？',
    }),
    branch('same-data', {when: {step: 'data-changed', is: ['no', 'open']}, go: {step: 'old-files'}}),
    ask(
      'restored',
      {en: 'Is the backup from before the upgrade restored?', zh: '是否已恢复升级前的备份？'},
      {
        how: {
          en: '"opsctl doctor checklist restore" goes through it.',
          zh: '“opsctl doctor checklist restore” 会逐步引导。',
        },
      },
    ),
    ask(
      'old-files',
      {en: 'Does opsctl.yaml name the version before?', zh: 'opsctl.yaml 是否已改回上一版本？'},
      {commands: ['git log -3 -- opsctl.yaml', 'opsctl plan']},
    ),
    start(),
    waitForApps(),
    check('after', {en: 'The trouble is gone', zh: '问题已消失'}, [
      'gw.errors-5xx',
      'gw.latency',
      'log.patterns',
      'prom.firing',
    ]),
  ],
})

import {defineChecklist} from '../checklist.js'
import {ask, branch, check, note, run} from '../steps.js'
import {backupNow, waitForApps} from './stop-start.js'

export const upgrade = defineChecklist({
  name: 'upgrade',
  title: {en: 'Upgrade to a new version', zh: '版本升级'},
  symptom: {en: 'A new version is to be brought in', zh: '要上线新版本'},
  steps: [
    check('well', {en: 'Everything is well before the change', zh: '变更前一切正常'}, [
      'compose.running',
      'compose.health',
      'k8s.pods',
      'prom.firing',
      'host.disk-used',
    ]),
    check('backups', {en: 'The last backup is recent', zh: '最近一次备份是新的'}, ['backup.fresh', 'backup.readable']),
    backupNow('backup', {en: 'Is a full backup made now?', zh: '是否已做完整备份？'}),
    branch('unsafe', {when: {step: 'backup', is: ['no']}, go: {end: true}}),
    ask(
      'changed',
      {en: 'Does opsctl.yaml name the new version?', zh: 'opsctl.yaml 是否已写明新版本？'},
      {commands: ['opsctl plan']},
    ),
    run('images', {en: 'Fetch the new images before anything stops', zh: '停止任何服务之前先取得新镜像'}, [
      'images',
      'pull',
    ]),
    run(
      'up',
      {
        en: 'Apply the new version',
        zh: '应用新版本',
      },
      ['up'],
    ),
    check('migrations', {en: 'The migrations of the database are done', zh: '数据库迁移已完成'}, ['app.migrations']),
    waitForApps(),
    check('after', {en: 'Nothing is worse than before', zh: '没有变差'}, [
      'gw.errors-5xx',
      'gw.latency',
      'log.patterns',
      'prom.firing',
    ]),
    ask('functions', {en: 'Do the key functions work?', zh: '关键功能是否正常？'}),
    branch('back', {when: {step: 'functions', is: ['no']}, go: {checklist: 'rollback'}}),
    note('version', {en: 'Which version runs now, and since when?', zh: '现在运行的版本及上线时间？'}),
  ],
})

import {defineChecklist} from '../checklist.js'
import {check, note} from '../steps.js'

export const handover = defineChecklist({
  name: 'handover',
  title: {en: 'Weekly handover', zh: '每周值班交接'},
  symptom: {en: 'Someone else takes over', zh: '值班交接'},
  steps: [
    check('alerts', {en: 'No alert fires', zh: '没有告警'}, ['prom.firing', 'prom.watchdog', 'am.notify']),
    check('silences', {en: 'No silence outlives its reason', zh: '没有过期仍生效的静默'}, ['am.silences']),
    check('backups', {en: 'Backups are made, kept and tried', zh: '备份按时、留存且经过演练'}, [
      'backup.schedule',
      'backup.fresh',
      'backup.size',
      'backup.readable',
      'backup.retention',
      'backup.offsite',
      'backup.restore-test',
    ]),
    check('capacity', {en: 'There is room for the weeks to come', zh: '未来数周容量充足'}, [
      'cap.scale-triggers',
      'cap.projection',
      'cap.bench-stale',
      'host.disk-forecast',
      'pg.table-growth',
    ]),
    check('secrets', {en: 'Secrets and certificates are young enough', zh: '密钥与证书未到期'}, [
      'config.secret-age',
      'gw.cert-expiry',
    ]),
    check('drift', {en: 'What runs is what opsctl.yaml says', zh: '运行状态与 opsctl.yaml 一致'}, [
      'config.generated-drift',
      'compose.config-drift',
      'k8s.release',
      'graf.provisioning',
    ]),
    note('open-work', {
      en: 'What is unfinished, and what should the next person watch?',
      zh: '未完成事项，以及接班人需关注什么？',
    }),
  ],
})

import {defineChecklist} from '../checklist.js'
import {ask, branch, check, note, run, wait} from '../steps.js'
import {start, stopApps, waitForApps} from './stop-start.js'

export const disasterRecovery = defineChecklist({
  name: 'disaster-recovery',
  title: {en: 'Disaster recovery', zh: '灾难恢复'},
  symptom: {en: 'A machine, a disk or a site is lost', zh: '主机、磁盘或机房不可用'},
  steps: [
    note('impact', {en: 'What is lost, and what still runs?', zh: '损失了什么，哪些仍在运行？'}),
    ask('here', {en: 'Can this site still be used?', zh: '本地机房是否仍可用？'}),
    branch('where', {when: {step: 'here', is: ['yes']}, go: {step: 'engine'}}),
    check('site', {en: 'The other site answers', zh: '灾备站点有应答'}, ['backup.dr'], {deep: true}),
    ask(
      'moved',
      {
        en: 'Do you work on a machine of the other site now, in a copy of the project folder?',
        zh: '是否已在灾备站点的机器上，使用项目目录的副本操作？',
      },
      {
        how: {
          en: 'opsctl.yaml, secrets/ and overlay/ are all that a project needs; start this checklist anew there.',
          zh: 'opsctl.yaml、secrets/ 与 overlay/ 即为项目所需的全部；请在那里重新开始本清单。',
        },
      },
    ),
    check('engine', {en: 'The machine is ready', zh: '机器已就绪'}, [
      'docker.daemon',
      'docker.compose',
      'host.disk-used',
      'host.memory-total',
      'host.time-sync',
      'k8s.api',
      'k8s.nodes',
    ]),
    check('backups', {en: 'The newest backup can be read', zh: '最新备份可读'}, [
      'backup.fresh',
      'backup.readable',
      'backup.checksum',
      'backup.offsite',
    ]),
    run('database', {en: 'Start the database', zh: '启动数据库'}, ['up']),
    wait('database-up', {en: 'The database answers', zh: '数据库有应答'}, ['pg.up'], {withinS: 300}),
    stopApps(),
    ask('restored', {en: 'Is the newest backup restored?', zh: '是否已恢复最新备份？'}),
    check('sound', {en: 'The data is consistent', zh: '数据一致'}, ['pg.consistency-sql', 'pg.invalid-indexes']),
    start(),
    waitForApps(),
    ask(
      'functions',
      {en: 'Do the key functions work?', zh: '关键功能是否正常？'},
      {how: {en: 'Look before users do.', zh: '先于用户验证。'}},
    ),
    ask('dns', {en: 'Do DNS or the load balancer point here?', zh: 'DNS 或负载均衡是否已指向此处？'}),
    wait(
      'watched',
      {en: 'It stays well for ten minutes under the users’ load', zh: '在用户流量下持续正常十分钟'},
      ['gw.backends', 'app.health', 'compose.running', 'k8s.pods'],
      {
        forS: 600,
        withinS: 1800,
      },
    ),
    ask('announced', {en: 'Is it announced that the service is back?', zh: '是否已公告服务恢复？'}),
  ],
})

import {defineChecklist} from '../checklist.js'
import {branch, check, collect, mend, wait} from '../steps.js'

export const serviceUnresponsive = defineChecklist({
  name: 'service-unresponsive',
  title: {en: 'A service does not answer', zh: '服务无响应'},
  symptom: {en: 'Requests hang, or get no connection', zh: '请求挂起或无法建立连接'},
  steps: [
    check('running', {en: 'Every container or pod runs', zh: '所有容器或 Pod 均在运行'}, [
      'compose.running',
      'compose.exit-reason',
      'compose.restart-loop',
      'k8s.pods',
      'k8s.restarts',
    ]),
    check('health', {en: 'Each says that it is healthy', zh: '各服务自检正常'}, ['compose.health']),
    check('port', {en: 'The applications listen on their ports', zh: '应用在其端口上监听'}, ['app.port']),
    check('resources', {en: 'None is short of memory or processor time', zh: '内存与 CPU 时间充足'}, [
      'compose.memory-usage',
      'compose.oom-killed',
      'compose.cpu-throttle',
      'host.memory-used',
      'host.load',
    ]),
    collect('lines', {en: 'The last 200 lines of what is unwell', zh: '异常服务的最近 200 行日志'}, 'logs'),
    check('answers', {en: 'The applications answer, and reach what they need', zh: '应用有应答且依赖可达'}, [
      'app.health',
      'app.deps',
    ]),
    check('gateway', {en: 'The gateway reaches them', zh: '网关可达应用'}, ['gw.up', 'gw.backends']),
    check('stores', {en: 'The database takes connections', zh: '数据库可接受连接'}, [
      'pg.up',
      'pg.slots-exhausted',
      'pg.connections',
      'pg.locks',
    ]),
    branch(
      'deeper',
      {when: {step: 'stores', among: ['pg.']}, go: {checklist: 'db-connection'}},
      {
        when: {step: 'resources', among: ['compose.memory-usage', 'compose.oom-killed']},
        go: {checklist: 'memory-leak'},
      },
    ),
    mend('fix', {en: 'Apply the fixes that opsctl has', zh: '应用 opsctl 的修复'}, 'failed'),
    wait('well', {en: 'What failed is well again', zh: '失败项已恢复'}, 'failed', {withinS: 300}),
  ],
})

/** From the first call to the last lesson: found, confirmed, assessed, contained, restored, explained, prevented, written down. */
import {defineChecklist} from '../checklist.js'
import {ask, branch, check, collect, mend, note, run, wait} from '../steps.js'

export const incident = defineChecklist({
  name: 'incident',
  title: {en: 'Incident, from the first sign to the report', zh: '故障处理：从发现到报告'},
  symptom: {en: 'Users are affected, and it is not known why', zh: '用户受到影响，原因未知'},
  steps: [
    note(
      'name',
      {en: 'What is the incident, in a few words?', zh: '用几个字概括本次故障。'},
      {phase: {en: 'Immediate', zh: '立即处理'}},
    ),
    note('scope', {en: 'What is affected, for whom, how badly?', zh: '影响了什么、哪些人、程度如何？'}),
    note('told', {en: 'Who has been told?', zh: '已通知哪些人？'}),
    ask(
      'plan',
      {en: 'Is the emergency plan started?', zh: '应急预案是否已启动？'},
      {
        how: {
          en: 'One person leads, one speaks to those affected, the others look and mend.',
          zh: '一人指挥，一人对外沟通，其余人员排查与修复。',
        },
      },
    ),
    collect('first-sign', {en: 'When it began, and the first sign of it', zh: '开始时间与最初现象'}, 'first-sign'),
    run('open', {en: 'Open the incident, so that its timeline is kept', zh: '建立故障记录，以保留时间线'}, [
      'incident',
      'open',
      '--',
      '{answer:name}',
    ]),
    collect('bundle', {en: 'Logs, figures and facts of this moment', zh: '此刻的日志、指标与事实'}, 'bundle', {
      phase: {en: 'Investigation', zh: '调查'},
    }),
    check('messages', {en: 'What the logs and alerts say', zh: '日志与告警的内容'}, [
      'log.patterns',
      'log.error-spike',
      'prom.firing',
    ]),
    check('host', {en: 'The machine has enough of everything', zh: '主机资源充足'}, [
      'host.disk-used',
      'host.disk-inodes',
      'host.memory-used',
      'host.cpu-used',
      'host.time-since-oom',
      'host.time-sync',
    ]),
    check('containers', {en: 'Every container or pod runs and stays up', zh: '所有容器或 Pod 稳定运行'}, [
      'compose.running',
      'compose.health',
      'compose.restart-loop',
      'compose.oom-killed',
      'compose.memory-usage',
      'compose.cpu-throttle',
      'k8s.pods',
      'k8s.restarts',
    ]),
    check('stores', {en: 'The database and the cache answer', zh: '数据库与缓存有应答'}, [
      'pg.up',
      'pg.slots-exhausted',
      'pg.connections',
      'pg.locks',
      'redis.up',
      'redis.memory',
    ]),
    check('front', {en: 'Requests get through', zh: '请求可达'}, [
      'gw.up',
      'gw.backends',
      'gw.errors-5xx',
      'gw.latency',
      'app.health',
      'app.deps',
    ]),
    branch(
      'deeper',
      {
        when: {step: 'stores', among: ['pg.up', 'pg.slots-exhausted', 'pg.connections']},
        go: {checklist: 'db-connection'},
      },
      {when: {step: 'stores', among: ['pg.locks']}, go: {checklist: 'locks-slow-queries'}},
      {
        when: {step: 'containers', among: ['compose.oom-killed', 'compose.memory-usage']},
        go: {checklist: 'memory-leak'},
      },
      {when: {step: 'containers', among: ['compose.', 'k8s.']}, go: {checklist: 'service-unresponsive'}},
      {when: {step: 'front', among: ['app.']}, go: {checklist: 'service-unresponsive'}},
      {when: {step: 'front', among: ['gw.up', 'gw.backends']}, go: {checklist: 'backend-unreachable'}},
      {when: {step: 'front', among: ['gw.']}, go: {checklist: 'performance'}},
    ),
    note('cause', {en: 'What is the root cause, as far as it is known?', zh: '目前所知的根本原因是什么？'}),
    mend('fix', {en: 'Apply the fixes that opsctl has for what failed', zh: '对失败项应用 opsctl 的修复'}, 'failed', {
      phase: {en: 'Resolution', zh: '解决'},
    }),
    ask('by-hand', {en: 'Is everything done that only a person can do?', zh: '需人工完成的操作是否都已完成？'}),
    check('again', {en: 'What failed is well now', zh: '失败项已恢复'}, 'failed'),
    wait('stable', {en: 'It stays well for 15 minutes', zh: '持续正常 15 分钟'}, 'failed', {forS: 900, withinS: 3600}),
    ask('status-page', {en: 'Do those affected know that it is over?', zh: '是否已告知受影响者故障结束？'}),
    run('close', {en: 'Close the incident', zh: '关闭故障记录'}, ['incident', 'close', '--cause={answer:cause}'], {
      phase: {en: 'Afterwards', zh: '事后'},
    }),
    run('report', {en: 'Write the report', zh: '编写故障报告'}, ['incident', 'report', '--output={root}/{id}.md']),
    note('lessons', {en: 'What went well, what did not, what was luck?', zh: '哪些做得好、哪些不好、哪些靠运气？'}),
    note('prevention', {
      en: 'What keeps it from happening again, who does it, until when?',
      zh: '如何防止再次发生，由谁负责，何时完成？',
    }),
    ask('documents', {en: 'Are runbooks and documents brought up to date?', zh: '运行手册与文档是否已更新？'}),
  ],
})

import {defineChecklist} from '../checklist.js'
import {ask, branch, check, note} from '../steps.js'

export const performance = defineChecklist({
  name: 'performance',
  title: {en: 'It is slow', zh: '性能瓶颈'},
  symptom: {en: 'Answers come, but late', zh: '能响应，但很慢'},
  steps: [
    check('latency', {en: 'Requests are answered in time', zh: '请求响应及时'}, [
      'gw.latency',
      'gw.errors-5xx',
      'gw.dropped',
    ]),
    check('backend', {en: 'The backends answer in time', zh: '后端响应及时'}, [
      'gw.backend-latency',
      'app.slow-requests',
    ]),
    branch('who', {when: {step: 'backend', is: ['pass']}, go: {step: 'gateway'}}),
    check('database', {en: 'The database is not what takes the time', zh: '耗时不在数据库'}, [
      'pg.slow-queries',
      'pg.locks',
      'pg.cache-hit',
      'pg.missing-indexes',
      'pg.connections',
      'pg.temp-files',
    ]),
    check('cache', {en: 'Nor is the cache', zh: '耗时不在缓存'}, ['redis.slowlog', 'redis.hit-rate', 'redis.memory']),
    check('application', {en: 'The applications have room', zh: '应用尚有余量'}, [
      'app.saturation',
      'app.gc',
      'app.goroutines',
    ]),
    check('gateway', {en: 'The gateway has room', zh: '网关尚有余量'}, ['compose.cpu-throttle', 'gw.connections']),
    check('machine', {en: 'So has the machine', zh: '主机尚有余量'}, [
      'host.cpu-used',
      'host.load',
      'host.memory-used',
      'host.disk-io',
    ]),
    check('network', {en: 'The ways between services are short', zh: '服务间网络延迟低'}, [
      'compose.network',
      'host.dns',
    ]),
    check('retries', {en: 'Nothing is tried over and over', zh: '没有反复重试'}, ['log.patterns', 'log.error-ratio']),
    check('scale', {en: 'Growth is not the reason', zh: '并非负载增长所致'}, ['cap.scale-triggers', 'cap.projection']),
    ask(
      'measured',
      {en: 'Is the capacity measured, so that it is known how far it is?', zh: '是否已压测，得知离容量上限多远？'},
      {
        how: {
          en: 'A load test adds load: not on a system that is already slow for users.',
          zh: '压测会增加负载：不要对用户正感到缓慢的系统进行。',
        },
        commands: ['opsctl bench capacity', 'opsctl capacity'],
      },
    ),
    note('conclusion', {en: 'Where is the time spent, and what is changed?', zh: '时间花在哪里，作何改变？'}),
  ],
})

import {defineChecklist} from '../checklist.js'
import {ask, branch, check, run, wait} from '../steps.js'

export const memoryLeak = defineChecklist({
  name: 'memory-leak',
  title: {en: 'Memory grows and does not come back', zh: '内存持续增长不回落'},
  symptom: {en: 'Containers are killed for memory, or get slower by the hour', zh: '容器因内存被终止，或越跑越慢'},
  steps: [
    check('usage', {en: 'Nobody is near the limit', zh: '内存用量远离上限'}, [
      'compose.memory-usage',
      'compose.oom-killed',
      'host.memory-used',
      'host.time-since-oom',
    ]),
    check('trend', {en: 'The use of the applications does not only grow', zh: '应用内存没有只增不减'}, [
      'app.memory-leak',
    ]),
    check('first-profile', {en: 'A first heap profile is taken', zh: '采集第一份堆内存分析'}, ['app.pprof-capture'], {
      deep: true,
    }),
    wait(
      'five-minutes',
      {en: 'Five minutes pass, so that two profiles differ', zh: '等待五分钟，使两次采样有差异'},
      [],
      {
        forS: 300,
        withinS: 300,
      },
    ),
    check(
      'second-profile',
      {en: 'A second one, and the goroutines', zh: '采集第二份，以及协程'},
      ['app.pprof-capture'],
      {
        deep: true,
      },
    ),
    check(
      'collector',
      {en: 'The garbage collector keeps up, goroutines do not pile up', zh: '垃圾回收正常，协程不堆积'},
      ['app.gc', 'app.goroutines'],
    ),
    ask(
      'diff',
      {
        en: 'Does the difference of the two profiles name the code that holds the memory?',
        zh: '两份分析的差异是否指出占用内存的代码？',
      },
      {commands: ['go tool pprof -diff_base FIRST.pb.gz SECOND.pb.gz']},
    ),
    ask(
      'restart-now',
      {en: 'Restart the applications now?', zh: '现在重启应用？'},
      {how: {en: 'It frees the memory and ends the evidence.', zh: '会释放内存，但现场也随之消失。'}},
    ),
    branch('keep', {when: {step: 'restart-now', is: ['no', 'open']}, go: {step: 'after'}}),
    run('restart', {en: 'Restart the applications', zh: '重启应用'}, ['restart', '{apps}']),
    wait('healthy', {en: 'They are healthy again', zh: '应用恢复健康'}, ['compose.health', 'k8s.pods', 'app.health'], {
      withinS: 300,
    }),
    check('after', {en: 'The use of memory at the end', zh: '结束时的内存用量'}, ['compose.memory-usage']),
  ],
})

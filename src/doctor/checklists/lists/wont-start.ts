import {defineChecklist} from '../checklist.js'
import {branch, check, collect, mend, run, wait} from '../steps.js'

export const wontStart = defineChecklist({
  name: 'wont-start',
  title: {en: 'A service does not start', zh: '服务无法启动'},
  symptom: {en: '"opsctl up" fails, or a container ends again and again', zh: '“opsctl up” 失败，或容器反复退出'},
  steps: [
    check('config', {en: 'opsctl.yaml and what is made from it are sound', zh: 'opsctl.yaml 及其生成内容无误'}, [
      'config.schema',
      'config.required',
      'compose.valid',
      'config.env-complete',
      'config.generated-drift',
    ]),
    check('engine', {en: 'The engine or the cluster answers', zh: '容器引擎或集群有应答'}, [
      'docker.daemon',
      'docker.compose',
      'docker.disk',
      'k8s.api',
    ]),
    check('reason', {en: 'What does not run, and why', zh: '未运行的服务及原因'}, [
      'compose.running',
      'compose.exit-reason',
      'compose.restart-loop',
      'k8s.pods',
    ]),
    collect('lines', {en: 'Its last 200 lines', zh: '其最近 200 行日志'}, 'logs'),
    check('database', {en: 'The application’s log-in to the database works', zh: '应用可登录数据库'}, [
      'pg.up',
      'pg.auth',
    ]),
    check('ports', {en: 'No other program has its port', zh: '端口未被其他程序占用'}, ['host.port-free']),
    check('files', {en: 'Images are there, volumes can be written', zh: '镜像齐全，卷可写'}, [
      'compose.images',
      'compose.volume-perms',
      'k8s.image-pull',
      'k8s.storage',
    ]),
    check('needs', {en: 'What the applications need is reachable', zh: '应用的依赖可达'}, ['app.deps']),
    branch('database-first', {when: {step: 'database', among: ['pg.']}, go: {checklist: 'db-connection'}}),
    mend('fix', {en: 'Apply the fixes that opsctl has', zh: '应用 opsctl 的修复'}, 'failed'),
    run('up', {en: 'Bring it up', zh: '启动'}, ['up']),
    wait(
      'healthy',
      {en: 'Every service is healthy', zh: '所有服务健康'},
      ['compose.running', 'compose.health', 'k8s.pods'],
      {
        withinS: 300,
      },
    ),
  ],
})

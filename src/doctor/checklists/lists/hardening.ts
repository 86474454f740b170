import {defineChecklist} from '../checklist.js'
import {ask, branch, check, mend} from '../steps.js'

export const hardening = defineChecklist({
  name: 'hardening',
  title: {en: 'Harden the machine and the stack', zh: '安全加固'},
  symptom: {en: 'Before going live, or after an audit', zh: '上线之前或审计之后'},
  steps: [
    check('updates', {en: 'Security updates are installed', zh: '已安装安全更新'}, ['sec.updates'], {
      deep: true,
      phase: {en: 'Machine', zh: '主机'},
    }),
    check('firewall', {en: 'A firewall lets in only what it must', zh: '防火墙仅放行必要端口'}, [
      'sec.firewall',
      'sec.ufw-bypass',
      'sec.published-ports',
    ]),
    check(
      'services',
      {en: 'Services that nobody needs are off', zh: '已禁用不必要的服务'},
      ['sec.legacy-services', 'sec.ssh'],
      {
        deep: true,
      },
    ),
    check(
      'audit',
      {en: 'Changes of accounts and passwords are logged, and the log is read', zh: '账号与口令变更有审计且有人查看'},
      ['sec.audit', 'sec.audit-log-review', 'sec.privilege-events'],
      {deep: true},
    ),
    check(
      'files',
      {en: 'Files have the modes that they need', zh: '文件权限恰当'},
      ['sec.file-modes', 'config.env-perms'],
      {
        deep: true,
      },
    ),
    check(
      'containers',
      {en: 'Containers can do no more than they must', zh: '容器权限最小化'},
      [
        'sec.docker-socket',
        'sec.privileged',
        'sec.container-user',
        'sec.sensitive-mounts',
        'sec.capabilities',
        'sec.read-only-rootfs',
        'docker.remote-api',
      ],
      {phase: {en: 'Containers', zh: '容器'}},
    ),
    check(
      'images',
      {en: 'Images have no known holes', zh: '镜像没有已知漏洞'},
      ['sec.image-vulns', 'compose.image-tags'],
      {
        deep: true,
      },
    ),
    check(
      'secrets',
      {en: 'Secrets are strong, new and out of sight', zh: '密钥强度足够、定期更换且不外露'},
      [
        'sec.env-secrets',
        'config.placeholder-secrets',
        'config.secret-strength',
        'config.secret-age',
        'graf.password',
        'redis.auth',
      ],
      {phase: {en: 'Access', zh: '访问'}},
    ),
    check('doors', {en: 'Every door asks who is there', zh: '所有入口都需认证'}, [
      'sec.auth-required',
      'sec.tls-internal',
      'sec.failed-logins',
      'sec.suspicious-api',
      'gw.tls',
      'pg.superuser-app',
      'es.security',
      'graf.signup',
      'backup.encrypted',
    ]),
    mend('fix', {en: 'Apply the fixes that opsctl has', zh: '应用 opsctl 的修复'}, 'failed', {
      phase: {en: 'Result', zh: '结果'},
    }),
    check('again', {en: 'What failed is well now', zh: '失败项已恢复'}, 'failed'),
    branch('all-well', {when: {step: 'again', is: ['pass', 'nothing']}, go: {end: true}}),
    ask(
      'accepted',
      {en: 'Is what stays accepted, with a reason and a date?', zh: '对保留的问题，是否已写明理由与期限并接受？'},
      {
        commands: ['opsctl doctor --accept ID --reason TEXT --until DATE'],
      },
    ),
  ],
})

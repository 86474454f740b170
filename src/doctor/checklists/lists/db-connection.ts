import {defineChecklist} from '../checklist.js'
import {check, mend, wait} from '../steps.js'

export const dbConnection = defineChecklist({
  name: 'db-connection',
  title: {en: 'The database can’t be reached', zh: '数据库连接问题'},
  symptom: {en: 'Errors 500, "too many connections", "connection refused"', zh: '返回 500、连接数过多或连接被拒绝'},
  steps: [
    check('up', {en: 'The database answers', zh: '数据库有应答'}, ['pg.up']),
    check('slots', {en: 'It has free connections', zh: '尚有空闲连接'}, ['pg.slots-exhausted', 'pg.connections']),
    check('login', {en: 'The application’s log-in is right', zh: '应用的账号口令正确'}, ['pg.auth', 'pg.hba']),
    check('network', {en: 'The application reaches the database over the network', zh: '应用到数据库的网络可达'}, [
      'compose.network',
      'k8s.services',
      'host.dns',
    ]),
    check('idle', {en: 'No session holds a transaction open', zh: '没有会话占用未结束的事务'}, [
      'pg.idle-in-tx',
      'pg.locks',
    ]),
    check('pools', {en: 'All pools together fit the server', zh: '连接池总和在服务器上限之内'}, [
      'config.pool-budget',
      'cap.pgbouncer',
    ]),
    check('rights', {en: 'The application’s role has the rights it needs and no more', zh: '应用角色权限恰当'}, [
      'pg.superuser-app',
    ]),
    mend('fix', {en: 'Apply the fixes that opsctl has', zh: '应用 opsctl 的修复'}, 'failed'),
    wait(
      'well',
      {en: 'The database takes connections', zh: '数据库可接受连接'},
      ['pg.up', 'pg.auth', 'pg.slots-exhausted'],
      {
        withinS: 300,
      },
    ),
  ],
})

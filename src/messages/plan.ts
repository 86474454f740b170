import type {Text} from '../text.js'

/** Words of a plan. */
export const planMessages = {
  actions: {
    create: {en: 'create', zh: '创建'},
    recreate: {en: 'recreate', zh: '重建'},
    restart: {en: 'start again', zh: '重新启动'},
    reload: {en: 'reload', zh: '重新加载'},
    update: {en: 'update around it', zh: '更新外围对象'},
    remove: {en: 'remove', zh: '移除'},
    unchanged: {en: 'unchanged', zh: '不变'},
  },
  files: (count: number): Text => ({
    en: count === 1 ? '1 file under deploy/ changes' : `${count} files under deploy/ change`,
    zh: `deploy/ 下有 ${count} 个文件变化`,
  }),
  unchanged: (count: number): Text => ({
    en: count === 1 ? '1 service unchanged' : `${count} services unchanged`,
    zh: `${count} 个服务不变`,
  }),
  nothing: {en: 'Nothing to change.', zh: '无需变更。'},
} as const

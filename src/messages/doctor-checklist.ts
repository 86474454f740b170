import {defineMessages, type Text} from '../text.js'

const outcomes: Readonly<Record<string, Text>> = {
  pass: {en: 'well', zh: '正常'},
  warn: {en: 'to be watched', zh: '需留意'},
  fail: {en: 'failed', zh: '未通过'},
  timeout: {en: 'not well in time', zh: '限时内未恢复'},
  yes: {en: 'yes', zh: '是'},
  no: {en: 'no', zh: '否'},
  noted: {en: 'noted', zh: '已记录'},
  done: {en: 'done', zh: '已完成'},
  failed: {en: 'did not work', zh: '未成功'},
  declined: {en: 'not done', zh: '未执行'},
  nothing: {en: 'not needed here', zh: '此处不需要'},
  open: {en: 'open', zh: '待处理'},
}

interface Counts {
  readonly steps: number
  readonly failed: number
  readonly warned: number
  readonly open: number
  readonly unseen: number
}

/** What checklists say. */
export const checklistMessages = defineMessages({
  outcome: (word: string): Text => outcomes[word] ?? {en: word, zh: word},
  run: {en: 'Run', zh: '编号'},
  project: {en: 'Project', zh: '项目'},
  started: {en: 'Begun', zh: '开始'},
  ended: {en: 'Ended', zh: '结束'},
  notYet: {en: 'not yet', zh: '尚未结束'},
  result: {en: 'Result', zh: '结果'},
  steps: {en: 'Steps', zh: '步骤'},
  backIn: {en: 'Back in the checklist', zh: '回到主清单'},
  failedNow: {en: 'Failed', zh: '未通过的检查'},
  openItems: {en: 'Open items', zh: '待办事项'},
  counts: ({steps, failed, warned, open, unseen}: Counts) => ({
    en: `${steps} steps · ${failed} failed · ${warned} to be watched · ${open} open · ${unseen} not looked at`,
    zh: `${steps} 步 · ${failed} 项未通过 · ${warned} 项需留意 · ${open} 项待办 · ${unseen} 项未检查`,
  }),
  kept: (files: readonly string[]) => ({en: `kept: ${files.join(', ')}`, zh: `已保存：${files.join('、')}`}),
  unseen: (ids: readonly string[]) => ({
    en: `not looked at: ${ids.join(', ')}`,
    zh: `未检查：${ids.join('、')}`,
  }),
  firstSign: (at: string, {en, zh}: Text) => ({en: `first sign ${at}: ${en}`, zh: `最初现象 ${at}：${zh}`}),
  noSign: (at: string) => ({
    en: `nothing that opsctl keeps shows a sign before ${at}`,
    zh: `在 ${at} 之前，opsctl 的记录中没有异常`,
  }),
  exitCode: (code: number, last: string) => ({
    en: `exit code ${code}: ${last}`,
    zh: `退出码 ${code}：${last}`,
  }),
  undo: (run: string) => ({
    en: `to take it back: opsctl doctor --undo ${run}`,
    zh: `撤销：opsctl doctor --undo ${run}`,
  }),
  nothingToFill: {
    en: 'what its command needs was not answered, or is not in the stack',
    zh: '命令所需的内容未回答，或此栈中没有',
  },
  noChecklist: (name: string, names: readonly string[]) => ({
    en: `There is no checklist "${name}"; there are: ${names.join(', ')}.`,
    zh: `没有检查清单“${name}”；现有：${names.join('、')}。`,
  }),
  noRun: (id: string, ids: readonly string[]) => ({
    en: `There is no run "${id}"${ids.length === 0 ? '' : `; the last are: ${ids.toSorted().slice(-5).join(', ')}`}.`,
    zh: `没有运行记录“${id}”${ids.length === 0 ? '' : `；最近的有：${ids.toSorted().slice(-5).join('、')}`}。`,
  }),
  badRun: (path: string) => ({
    en: `${path} can’t be read as a run of a checklist.`,
    zh: `${path} 不是可读的清单运行记录。`,
  }),
  nothingToResume: {en: 'No run of a checklist has an open step.', zh: '没有未完成的清单运行记录。'},
  changed: (id: string) => ({
    en: `The steps of ${id} are not those of this version of opsctl.`,
    zh: `${id} 的步骤与此版本的 opsctl 不符。`,
  }),
  beginAnew: {
    en: 'Begin it anew without --resume; what was answered stays in its file.',
    zh: '请不带 --resume 重新开始；原有回答保留在其文件中。',
  },
  whatIsWrong: {en: 'What do you see?', zh: '现象是什么？'},
  needsName: {
    en: 'Which checklist? Nobody can be asked here.',
    zh: '请指定检查清单：此处无法询问。',
  },
  later: {en: 'Later', zh: '稍后'},
  leaveOpen: {en: 'empty: later', zh: '留空表示稍后'},
  runIt: {en: 'Run this now?', zh: '现在执行？'},
  beginAgain: (at: string) => ({
    en: `It was begun at ${at} and cut short. Begin it again?`,
    zh: `该步骤于 ${at} 开始后中断。重新开始？`,
  }),
  waiting: (failing: readonly string[], leftS: number) => ({
    en:
      failing.length === 0
        ? `waiting, at most ${leftS} s more`
        : `waiting for ${failing.join(', ')}, at most ${leftS} s more`,
    zh: failing.length === 0 ? `等待中，最多再 ${leftS} 秒` : `等待 ${failing.join('、')}，最多再 ${leftS} 秒`,
  }),
  resumeWith: (id: string) => ({
    en: `Go on with: opsctl doctor checklist --resume ${id}`,
    zh: `继续：opsctl doctor checklist --resume ${id}`,
  }),
  noRuns: {en: 'No run is kept yet.', zh: '尚无运行记录。'},
  runs: {en: 'Runs', zh: '运行记录'},
  lists: {en: 'Checklists', zh: '检查清单'},
  finished: (at: string) => ({en: `ended ${at}`, zh: `结束于 ${at}`}),
  unfinished: (open: number) => ({
    en: open === 0 ? 'cut short' : `${open} open`,
    zh: open === 0 ? '已中断' : `${open} 项待办`,
  }),
})

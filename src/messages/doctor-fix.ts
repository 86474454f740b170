import {defineMessages, type Text} from '../text.js'

/** What `doctor --fix` and `--undo` say. */
export const doctorFixMessages = defineMessages({
  failed: (command: string, error: string) => ({
    en: `This step did not work: ${command} (${error}).`,
    zh: `此步骤未成功：${command}（${error}）。`,
  }),
  stale: (command: string) => ({
    en: `What this step would change has changed since the look: ${command}.`,
    zh: `此步骤要修改的内容在检查之后已变化：${command}。`,
  }),
  seeUndo: {
    en: 'What was done before it stays done and is in the journal: opsctl doctor --undo RUN takes it back.',
    zh: '之前的步骤保持生效并已记入日志：用 opsctl doctor --undo RUN 撤销。',
  },
  nothing: {en: 'Nothing that failed can be mended by a program.', zh: '没有可由程序修复的失败项。'},
  plan: (count: number) => ({en: `${count} ${count === 1 ? 'fix' : 'fixes'} planned`, zh: `计划 ${count} 项修复`}),
  level: (level: string): Text =>
    level === 'safe' ? {en: 'safe: undo is exact', zh: '安全：可精确撤销'} : {en: 'guarded', zh: '需确认'},
  effect: {en: 'effect', zh: '效果'},
  back: {en: 'back', zh: '恢复'},
  downtime: (seconds: number) => ({en: `away for up to ${seconds} s`, zh: `中断最多 ${seconds} 秒`}),
  question: (check: string) => ({en: `Apply the fix of ${check}?`, zh: `应用 ${check} 的修复？`}),
  unconfirmed: {
    en: 'Fixes were planned and none was applied: nobody could be asked.',
    zh: '已列出修复计划，但未应用：无法询问确认。',
  },
  confirm: {
    en: 'Add --yes, and --level guarded for the guarded ones.',
    zh: '请加 --yes；需确认的修复再加 --level guarded。',
  },
  applied: (check: string) => ({en: `${check} is mended`, zh: `${check} 已修复`}),
  stillUnwell: (check: string, detail: string) => ({
    en: `${check} was applied, and the check still says: ${detail}`,
    zh: `${check} 已应用，但检查仍提示：${detail}`,
  }),
  declined: (check: string) => ({en: `${check} was left as it is`, zh: `${check} 保持原样`}),
  byHand: (command: string) => ({en: `needs root, please run: ${command}`, zh: `需要 root 权限，请执行：${command}`}),
  journal: (run: string) => ({
    en: `Take it back with: opsctl doctor --undo ${run}`,
    zh: `撤销：opsctl doctor --undo ${run}`,
  }),
  noRun: (run: string, known: string) => ({
    en: `There is no run of fixes "${run}"${known === '' ? '' : `; there are: ${known}`}.`,
    zh: `没有修复记录 "${run}"${known === '' ? '' : `；现有：${known}`}。`,
  }),
  undone: (command: string) => ({en: `taken back: ${command}`, zh: `已撤销：${command}`}),
  noWayBack: (command: string) => ({
    en: `can’t be taken back by a program: ${command}`,
    zh: `无法由程序撤销：${command}`,
  }),
  nothingToUndo: (run: string) => ({
    en: `Run ${run} changed nothing, or is undone already.`,
    zh: `${run} 未做改动，或已撤销。`,
  }),
})

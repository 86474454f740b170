import {defineMessages} from '../text.js'

/** What the lock and the file writers say. */
export const storageMessages = defineMessages({
  locked: (pid: number | string, command: string, since: string) => ({
    en: `Another opsctl is at work in this project: "${command}", process ${pid}, since ${since}`,
    zh: `另一个 opsctl 正在处理该项目：“${command}”，进程 ${pid}，始于 ${since}`,
  }),
  lockedUnknown: {
    en: 'Another opsctl is at work in this project and does not say which',
    zh: '另一个 opsctl 正在处理该项目，但未说明身份',
  },
  benchRunning: (pid: number | string, command: string, since: string) => ({
    en: `Another load test runs in this project, and each would measure the other: "${command}", process ${pid}, since ${since}`,
    zh: `该项目中已有负载测试在运行，同时运行会互相干扰：“${command}”，进程 ${pid}，始于 ${since}`,
  }),
  benchRunningUnknown: {
    en: 'Another load test runs in this project and does not say which',
    zh: '该项目中已有负载测试在运行，但未说明身份',
  },
  waitForIt: {
    en: 'Wait until it ends, then run the command again.',
    zh: '等待其结束后重新运行该命令。',
  },
  endIt: (pid: number | string) => ({
    en: `If it hangs, end it: kill ${pid}. The lock is released with the process.`,
    zh: `若其卡住，可结束它：kill ${pid}。锁随进程释放。`,
  }),
  diskFull: (path: string) => ({
    en: `No space is left on the disk to write ${path}; what was there before is unchanged`,
    zh: `磁盘空间不足，无法写入 ${path}；原有内容未变`,
  }),
  freeSpace: {
    en: 'Free some space or inodes (df -h ., df -i .), then run the command again.',
    zh: '释放磁盘空间或 inode（df -h .、df -i .），然后重新运行该命令。',
  },
  notWritable: (path: string, code: string) => ({
    en: `${path} can’t be written (${code})`,
    zh: `无法写入 ${path}（${code}）`,
  }),
  checkOwner: (path: string) => ({
    en: `Look at the owner and mode with: ls -ld ${path}`,
    zh: `查看所有者与权限：ls -ld ${path}`,
  }),
  ioFailed: (path: string, code: string) => ({
    en: `Reading or writing ${path} failed (${code})`,
    zh: `读写 ${path} 失败（${code}）`,
  }),
  tryAgain: {
    en: 'Run the same command again: it finishes what was begun.',
    zh: '重新运行同一命令，将完成未尽的操作。',
  },
  unsafePath: (path: string) => ({
    en: `${path} leaves the project folder or goes through a symbolic link, so nothing was written`,
    zh: `${path} 超出项目目录或经过符号链接，因此未写入任何内容`,
  }),
  removeLink: {
    en: 'Replace the link with a plain folder, or remove it.',
    zh: '将该链接换成普通目录，或删除它。',
  },
})

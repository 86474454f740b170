/** Help of the commands of `db` in both languages. */
import type {Text} from '../text.js'
import {type CommandHelpText, clusterFlagsZh} from './help.js'

/** They differ in what they ask alone. */
function help(summary: Text, description: string, example: string): CommandHelpText {
  return {
    summary,
    zh: {
      description: `${description}退出码 0：已应答。2：栈中没有 PostgreSQL。4：无应答。`,
      examples: [example, '供脚本使用。'],
      flags: clusterFlagsZh,
    },
  }
}

export const dbHelp: Readonly<Record<string, CommandHelpText>> = {
  'db size': help(
    {
      en: 'Show how large each database is, and how many sessions it has.',
      zh: '显示各数据库的大小与会话数。',
    },
    '大小为文件大小。',
    '查看大小。',
  ),
  'db tables': help(
    {
      en: 'Show the largest tables: size, rows, dead rows, and how they are read.',
      zh: '显示最大的表：大小、行数、死行与读取方式。',
    },
    '被独占锁定的表不列出。最多 50 个。',
    '查看最大的表。',
  ),
  'db indexes': help(
    {
      en: 'Show indexes by size, and those that are unused, invalid or kept twice.',
      zh: '按大小显示索引，并指出未使用、无效或重复的索引。',
    },
    '扫描次数自统计重置起计。',
    '查看索引及其问题。',
  ),
  'db bloat': help(
    {
      en: 'Estimate how much space tables and indexes waste.',
      zh: '估算表与索引浪费的空间。',
    },
    '估算基于规划器的统计，不读取任何表。',
    '查看可回收的空间。',
  ),
  'db locks': help(
    {
      en: 'Show who waits for a lock, and which session is at the root.',
      zh: '显示谁在等待锁，以及哪个会话是根源。',
    },
    '显示的语句不含具体值。',
    '查看谁阻塞了谁。',
  ),
  'db slow': help(
    {
      en: 'Show the statements that take the most time, in all and each time.',
      zh: '显示总耗时与单次耗时最多的语句。',
    },
    '数据来自 pg_stat_statements，仅含运行 20 次及以上的语句，不含具体值。',
    '查看耗时所在。',
  ),
  'db connections': help(
    {
      en: 'Show how many connections are used, by which apps, and transactions left open.',
      zh: '显示已用连接数、所属应用以及未结束的事务。',
    },
    '只统计客户端会话。',
    '查看谁在连接。',
  ),
  'db vacuum': help(
    {
      en: 'Show what vacuum has yet to do, what holds it back, and how far transaction ids are used.',
      zh: '显示 vacuum 待处理的内容、阻碍因素以及事务 ID 的使用情况。',
    },
    '不会执行 vacuum。',
    '查看待清理的内容。',
  ),
}

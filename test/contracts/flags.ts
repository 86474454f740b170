/** Whether a word of a command line decides which metrics there are. */
export function isContractFlag(word: string): boolean {
  return /^--(no-)?(collector|include|check|export|es\.(all|indices|shards|aliases))/.test(word)
}

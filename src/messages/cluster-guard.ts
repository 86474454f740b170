import {defineMessages} from '../text.js'

/** Words of the question before production is changed. */
export const clusterGuardMessages = defineMessages({
  whichContext: {en: 'Which cluster? opsctl.yaml names no context.', zh: '哪个集群？opsctl.yaml 未指定上下文。'},
  addFlags: (context: string) => ({
    en: `To mean it, add: --yes --confirm-context ${context}`,
    zh: `若确实如此，请加：--yes --confirm-context ${context}`,
  }),
  typeContext: (context: string) => ({
    en: `The context ${context} looks like production. Type its name to go on:`,
    zh: `上下文 ${context} 看似生产环境。输入其名称以继续：`,
  }),
  needsContext: (context: string) => ({
    en: `The context ${context} looks like production, and there is no terminal to ask: give --yes and --confirm-context ${context}`,
    zh: `上下文 ${context} 看似生产环境，且没有终端可询问：请加 --yes 与 --confirm-context ${context}`,
  }),
  unconfirmed: (context: string) => ({
    en: `Nothing was changed: the context ${context} looks like production, and --yes needs --confirm-context ${context} beside it`,
    zh: `未做任何更改：上下文 ${context} 看似生产环境，--yes 须与 --confirm-context ${context} 同时给出`,
  }),
  wrongContext: (context: string, given: string) => ({
    en: `Nothing was changed: the context is ${context}, not ${given}`,
    zh: `未做任何更改：上下文是 ${context}，而非 ${given}`,
  }),
})

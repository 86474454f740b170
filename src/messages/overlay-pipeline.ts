import {defineMessages} from '../text.js'

/** What opsctl says about the stages of a person's own, overlay/pipeline/*.conf. */
export const overlayPipelineMessages = defineMessages({
  expected: (what: string, found: string) => ({
    en: `expected ${what}, found ${found}`,
    zh: `此处应为 ${what}，实际为 ${found}`,
  }),
  section: {en: 'input, filter or output', zh: 'input、filter 或 output'},
  openSection: (name: string) => ({
    en: `the brace of this ${name} is not closed; add }`,
    zh: `此 ${name} 的大括号未闭合；请补上 }`,
  }),
  openText: {en: 'the text is not closed; add the same quote at its end', zh: '文本未闭合；请在末尾补上相同的引号'},
  openRegex: {en: 'the expression is not closed; add / at its end', zh: '正则表达式未闭合；请在末尾补上 /'},
  trailingComma: {
    en: 'a comma before ] is refused by Logstash; remove it',
    zh: 'Logstash 不接受 ] 前的逗号；请删除',
  },
  hashComma: {
    en: 'the entries of a hash stand without commas; remove it',
    zh: '哈希的条目之间没有逗号；请删除',
  },
  plugin: {en: 'a plugin or if', zh: '插件或 if'},
  option: {en: 'the name of an option, or }', zh: '选项名称或 }'},
  unknownFilter: (name: string, nearest: string | undefined) => ({
    en: `Logstash has no filter ${name}${nearest ? `; did you mean ${nearest}?` : ''}`,
    zh: `Logstash 没有过滤器 ${name}${nearest ? `；是否应为 ${nearest}？` : ''}`,
  }),
  noMatch: {
    en: 'a grok without match does nothing; add match => { "message" => "…" }',
    zh: '没有 match 的 grok 不起作用；请加入 match => { "message" => "…" }',
  },
  unknownPattern: (name: string, nearest: string | undefined) => ({
    en: `grok has no pattern ${name}${nearest ? `; did you mean ${nearest}?` : '; define it in pattern_definitions'}`,
    zh: `grok 没有模式 ${name}${nearest ? `；是否应为 ${nearest}？` : '；请在 pattern_definitions 中定义'}`,
  }),
  badReference: (text: string) => ({
    en: `${text} is no reference to a pattern; write %{NAME} or %{NAME:field}, and \\%{ for the characters themselves`,
    zh: `${text} 不是对模式的引用；请写成 %{NAME} 或 %{NAME:field}，字面字符请写 \\%{`,
  }),
  openGroup: {
    en: 'the pattern does not compile: this ( is not closed; add ), or write \\( for the character',
    zh: '该模式无法编译：此处的 ( 未闭合；请补上 )，字面字符请写 \\(',
  },
  strayGroup: {
    en: 'the pattern does not compile: this ) closes nothing; remove it, or write \\) for the character',
    zh: '该模式无法编译：此处的 ) 没有对应的 (；请删除，字面字符请写 \\)',
  },
  openClass: {
    en: 'the pattern does not compile: this [ is not closed; add ], or write \\[ for the character',
    zh: '该模式无法编译：此处的 [ 未闭合；请补上 ]，字面字符请写 \\[',
  },
  emptyClass: {
    en: 'the pattern does not compile: nothing stands between [ and ]; write \\[\\] for the characters',
    zh: '该模式无法编译：[ 与 ] 之间为空；字面字符请写 \\[\\]',
  },
  nothingToRepeat: (sign: string) => ({
    en: `the pattern does not compile: ${sign} has nothing to repeat; write \\${sign} for the character`,
    zh: `该模式无法编译：${sign} 前没有可重复的内容；字面字符请写 \\${sign}`,
  }),
  badRange: {
    en: 'the pattern does not compile: this range of characters ends before it begins',
    zh: '该模式无法编译：此字符范围的终点在起点之前',
  },
  looseEscape: {
    en: 'the pattern does not compile: it ends in a backslash; write two for the character',
    zh: '该模式无法编译：以反斜杠结尾；字面字符请写两个',
  },
})

/** What is said when opsctl.yaml is no YAML that opsctl reads. */
import {defineMessages, type Text} from '../text.js'

export const yamlMessages = defineMessages({
  empty: {en: 'the file is empty', zh: '文件为空'},
  tooBig: (limit: string) => ({en: `the file is larger than ${limit}`, zh: `文件大于 ${limit}`}),
  tooMany: {en: 'the file has too many keys and values', zh: '文件的键和值过多'},
  tooDeep: (limit: number) => ({en: `nested deeper than ${limit} levels`, zh: `嵌套超过 ${limit} 层`}),
  utf16: {en: 'the file is UTF-16; save it as UTF-8', zh: '文件为 UTF-16 编码；请存为 UTF-8'},
  notUtf8: (offset: number) => ({
    en: `byte ${offset} is not UTF-8; save the file as UTF-8`,
    zh: `第 ${offset} 字节不是 UTF-8；请将文件存为 UTF-8`,
  }),
  control: (code: string, offset: number) => ({
    en: `control character ${code} at offset ${offset}; remove it`,
    zh: `偏移 ${offset} 处有控制字符 ${code}；请删除`,
  }),
  surrogate: (offset: number) => ({
    en: `half of a surrogate pair at offset ${offset}; remove it`,
    zh: `偏移 ${offset} 处有不完整的代理对；请删除`,
  }),
  notAMap: {en: 'the file must be a map of keys, as in "version: 1"', zh: '文件必须是键值映射，例如 "version: 1"'},
  secondDocument: {
    en: 'a second YAML document begins here; opsctl.yaml holds one',
    zh: '此处开始第二个 YAML 文档；opsctl.yaml 只能有一个',
  },
  duplicate: (line: number) => ({
    en: `the key is already given on line ${line}; remove one of the two`,
    zh: `该键已在第 ${line} 行给出；请删除其中一个`,
  }),
  anchor: {
    en: 'anchors (&) and aliases (*) are not used in opsctl.yaml; write the value here',
    zh: 'opsctl.yaml 不使用锚点（&）和别名（*）；请直接写出值',
  },
  merge: {
    en: 'merge keys (<<) are not used in opsctl.yaml; write the keys here',
    zh: 'opsctl.yaml 不使用合并键（<<）；请直接写出各键',
  },
  tag: {en: 'tags (!…) are not used in opsctl.yaml; remove it', zh: 'opsctl.yaml 不使用标签（!…）；请删除'},
  directive: {
    en: 'directives (%…) are not used in opsctl.yaml; remove the line',
    zh: 'opsctl.yaml 不使用指令（%…）；请删除该行',
  },
  badKey: {en: 'a key must be a plain word', zh: '键必须是普通单词'},
  reservedKey: (key: string) => ({
    en: `"${key}" is reserved and can be neither a key nor a name`,
    zh: `"${key}" 是保留字，不能用作键或名称`,
  }),
  numberForm: (decimal: string) => ({
    en: `programs disagree about this number; write ${decimal}, or put quotes around a text`,
    zh: `不同程序对该数字的解读不一；请写成 ${decimal}，文本则加引号`,
  }),
  unsafeNumber: {en: 'the number has too many digits to be kept exactly', zh: '数字位数过多，无法精确保存'},
})

const indent = {en: 'the indentation does not fit the lines above', zh: '缩进与上文不一致'}
const unexpected = {
  en: 'this does not belong here; check indentation, colons, quotes and brackets',
  zh: '此处内容不合语法；请检查缩进、冒号、引号和括号',
}

/** Syntax errors by the code the parser gives. Its own words may repeat a line of the file, so they are not used. */
export const syntaxTexts: Readonly<Record<string, Text>> = {
  BAD_INDENT: indent,
  TAB_AS_INDENT: {en: 'a tab is used for indentation; use spaces', zh: '缩进使用了制表符；请改用空格'},
  BAD_DQ_ESCAPE: {
    en: 'unknown \\ escape inside double quotes; use single quotes or \\\\',
    zh: '双引号内的 \\ 转义无效；请用单引号或 \\\\',
  },
  BAD_SCALAR_START: {
    en: 'a plain value cannot begin with this character; put quotes around it',
    zh: '普通值不能以该字符开头；请加引号',
  },
  BLOCK_AS_IMPLICIT_KEY: {en: 'a value on this line needs quotes, or a new line', zh: '该行的值需要引号或换行'},
  BLOCK_IN_FLOW: {en: 'an indented block cannot stand inside [ ] or { }', zh: '缩进块不能放在 [ ] 或 { } 内'},
  KEY_OVER_1024_CHARS: {en: 'a key is longer than 1024 characters', zh: '键超过 1024 个字符'},
  MISSING_CHAR: {
    en: 'a closing quote or bracket, a comma, a colon or a space is missing',
    zh: '缺少右引号、右括号、逗号、冒号或空格',
  },
  MULTILINE_IMPLICIT_KEY: {en: 'a key must be on one line, followed by ": "', zh: '键必须在一行内，后接 ": "'},
  BAD_ALIAS: {
    en: 'anchors (&) and aliases (*) are not used in opsctl.yaml; quote the text',
    zh: 'opsctl.yaml 不使用锚点（&）和别名（*）；文本请加引号',
  },
  UNEXPECTED_TOKEN: unexpected,
}

/** For codes that have no sentence of their own. */
export const otherSyntaxText: Text = unexpected

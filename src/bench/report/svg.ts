/** Drawing in text: the few shapes that charts are made of. Places are rounded to a tenth, which no eye can tell. */
import {escapeHtml} from '../../html.js'

export type Point = readonly [number, number]

/** Attributes with their values; what is undefined is left out. */
type Attributes = Readonly<Record<string, string | number | undefined>>

/** One element. */
export function tag(name: string, attributes: Attributes, inner = ''): string {
  const words = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : escapeHtml(value as string)}"`)
  return inner === '' ? `<${name}${words.join('')}/>` : `<${name}${words.join('')}>${inner}</${name}>`
}

/** A line through points. */
export function line(points: readonly Point[], kind: string): string {
  return points.length < 2 ? '' : tag('path', {class: `line ${kind}`, d: pathOf(points)})
}

/** The area between two lines that go the same way. */
export function area(upper: readonly Point[], lower: readonly Point[], kind: string): string {
  if (upper.length < 2) return ''
  return tag('path', {class: kind, d: `${pathOf([...upper, ...lower.toReversed()])}z`})
}

function pathOf(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${short(x)},${short(y)}`).join('L')}`
}

/** Words at a place. */
export function label([x, y]: Point, words: string, attributes: Attributes = {}): string {
  return tag('text', {x, y, ...attributes}, escapeHtml(words))
}

/** A number as short as a drawing needs it. */
export function short(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** The shapes of marks: they differ without colour too. */
export type MarkShape = 'dot' | 'cross' | 'triangle' | 'diamond'

const shapes: Readonly<Record<MarkShape, (x: number, y: number) => string>> = {
  dot: (x, y) => tag('circle', {cx: x, cy: y, r: 4.5}),
  cross: (x, y) => tag('path', {d: `M${short(x - 4)},${short(y - 4)}l8,8m0,-8l-8,8`, class: 'stroke'}),
  triangle: (x, y) => tag('path', {d: `M${short(x)},${short(y - 5)}l5,9h-10z`}),
  diamond: (x, y) => tag('path', {d: `M${short(x)},${short(y - 5.5)}l5.5,5.5l-5.5,5.5l-5.5,-5.5z`, class: 'hollow'}),
}

/** A shape by itself. */
export function mark(shape: MarkShape, [x, y]: Point): string {
  return shapes[shape](x, y)
}

/** A mark that says its figures when the pointer or the keyboard is on it, at one place, where they cover nothing. */
export function spot(
  at: Point,
  {
    kind,
    shape,
    words,
    readout,
  }: {readonly kind: string; readonly shape: MarkShape; readonly words: string; readonly readout: Point},
): string {
  const ring = tag('circle', {cx: at[0], cy: at[1], r: 9, class: 'ring'})
  const tip = label(readout, words, {class: 'tip', 'text-anchor': 'end'})
  return tag(
    'g',
    {class: `spot ${kind}`, tabindex: '0', role: 'img', 'aria-label': words},
    ring + mark(shape, at) + tip,
  )
}

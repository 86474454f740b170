/** Colours and layout of the report. Marks differ in shape and lines in dash too, for those who don't see colours. */

const heat = (colours: readonly string[]) => colours.map((colour, index) => `--heat-${index + 1}:${colour}`).join(';')

const light = `--p50:#12908e;--p95:#3b7fd4;--p99:#6b46c1;--slo:#c8323f;--safe:#0f7352;--now:#8f5b00;--old:#8c98a6;--grid:#e9edf2;--wait:#6b46c11c;--band:#6b46c11a;--noise:#8c98a62e;--tint:#eef2f7;${heat(['#dcebfa', '#b3d3f3', '#7fb2e8', '#4a8ad6', '#2a62b3', '#173f7d'])}`
const dark = `--p50:#4fc9c4;--p95:#6fb0fb;--p99:#b79bff;--slo:#ff7b76;--safe:#4fc293;--now:#e2ad4b;--old:#7d8a98;--grid:#26303b;--wait:#b79bff24;--band:#b79bff22;--noise:#9aa7b533;--tint:#1d2630;${heat(['#182c42', '#1f4468', '#2a6396', '#3f88c5', '#74b3e8', '#c3e2ff'])}`

const seriesColours = ['--slo', '--p95', '--p50', '--p99', '--now', '--old']
const seriesDashes = ['none', '6 3', '2 3', '9 3 2 3', '4 4', '1 4']

/** The stylesheet. */
export const reportStyle = `
:root{${light}}
@media screen and (prefers-color-scheme:dark){:root{${dark}}}
header{margin-bottom:1.25rem}header h1{overflow-wrap:anywhere;font-size:clamp(1.15rem,4.2vw,1.5rem);margin-bottom:.4rem}.verdict{font-size:1.05rem;color:var(--ink);margin:.6rem 0 0;max-width:75ch}.kind{letter-spacing:.08em;text-transform:uppercase;font-size:12px;color:var(--soft);margin-bottom:.15rem}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem .75rem;border-radius:6px;z-index:1}
nav{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;margin:1rem 0 0;font-size:14px}nav a{text-decoration:none}nav a:hover{text-decoration:underline}
.badge{display:inline-flex;align-items:center;gap:.4rem;border-radius:999px;padding:.15rem .7rem;font-size:13px;font-weight:600;border:1px solid currentColor;color:var(--good);vertical-align:.12em}.badge.doubt{color:var(--warn)}.badge.bad{color:var(--bad)}
.reasons{margin:.5rem 0 0;padding-left:1.1rem;color:var(--warn);font-size:14px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:.9rem;margin:1.1rem 0}
.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:10px}
.tile{padding:.8rem 1rem}.tile dt{color:var(--soft);font-size:13px}.tile dd{margin:0}.tile .big{font-size:1.55rem;font-weight:650;line-height:1.3;font-variant-numeric:tabular-nums;letter-spacing:-.01em}.tile .more{color:var(--soft);font-size:13px;line-height:1.4}
.tile.lead{border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
.grid-2{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.9rem}.card{padding:1rem 1.1rem;margin-bottom:.9rem;min-width:0;scroll-margin-top:1rem}
.card h2{margin:0 0 .1rem;font-size:1.02rem}.card p{font-size:14px;margin:0 0 .5rem}
.scroll{overflow-x:auto}.card th,.card td{overflow-wrap:break-word;word-break:keep-all}
ul.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;margin:.2rem 0 .6rem;padding:0;font-size:13px;color:var(--soft)}.legend li{display:flex;align-items:center;gap:.4rem}.legend svg{width:26px;height:12px;flex:none}
details{margin-top:.6rem;font-size:14px}summary{cursor:pointer;color:var(--accent);width:fit-content}details table{margin-top:.4rem}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem;margin:.8rem 0 0;font-size:14px}dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;overflow-wrap:anywhere}
pre.command{background:var(--tint);border-radius:8px;padding:.7rem .9rem}
.grid{stroke:var(--grid);fill:none}.line{fill:none;stroke:var(--soft);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}.line.thin{stroke-width:1.75}.line.halo{stroke:var(--card);stroke-width:4;opacity:.75}
.line.p50{stroke:var(--p50);stroke-dasharray:2 4}.line.p95{stroke:var(--p95);stroke-dasharray:7 4}.line.p99{stroke:var(--p99)}.line.p50.thin{stroke-dasharray:none}
.line.beyond{stroke-dasharray:5 5}.line.old{stroke:var(--old);stroke-dasharray:8 4 2 4}.line.response{stroke:var(--p99)}.line.service{stroke:var(--p50);stroke-dasharray:6 4}
.line.offered{stroke:var(--old);stroke-dasharray:3 3;stroke-width:1.5}.line.completed{stroke:var(--p95);stroke-width:1.5}.line.ideal{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 4}
.line.slo{stroke:var(--slo);stroke-width:1.5;stroke-dasharray:7 4}.line.capacity{stroke:var(--p99);stroke-width:1.5}.line.safe{stroke:var(--safe);stroke-width:1.5}.line.now{stroke:var(--now);stroke-width:1.5;stroke-dasharray:2 3}
.wait{fill:var(--wait)}.trend,.capacity-band{fill:var(--band)}.noise{fill:var(--noise)}
text.name{font-weight:600}text.soft{font-weight:500}text.slo{fill:var(--slo)}text.capacity{fill:var(--p99)}text.safe{fill:var(--safe)}text.now{fill:var(--now)}
.bar-soft{fill:var(--p95)}.bar-warn{fill:var(--now)}.bar-bad{fill:var(--slo)}.bar-steal{fill:var(--p99)}
${[1, 2, 3, 4, 5, 6].map((shade) => `.heat-${shade}{fill:var(--heat-${shade})}`).join('')}
${seriesColours.map((colour, index) => `.series-${index + 1}{stroke:var(${colour});stroke-dasharray:${seriesDashes[index]}}`).join('')}
.spot{fill:var(--p99);outline:none}.spot .ring{fill:transparent;stroke:none}.spot .tip{opacity:0;fill:var(--ink);font-weight:600;pointer-events:none}.spot .stroke{fill:none;stroke:currentColor;stroke-width:2.4;stroke-linecap:round}.spot .hollow{fill:var(--card);stroke:currentColor;stroke-width:1.8}
.spot:hover .tip,.spot:focus .tip{opacity:1}.spot:hover .ring,.spot:focus .ring{stroke:var(--accent);stroke-width:2}
.pass{fill:var(--good);color:var(--good)}.fail,.regression{fill:var(--bad);color:var(--bad)}.generator-limited,.disturbed{fill:var(--warn);color:var(--warn)}.worse{fill:var(--warn);color:var(--warn)}.better{fill:var(--good);color:var(--good)}.same{fill:var(--soft);color:var(--soft)}
.line.whisker{stroke:currentColor;fill:none;stroke-width:4;opacity:.55}
td.verdict{font-weight:600;background:none}
@media screen and (max-width:820px){.grid-2{grid-template-columns:minmax(0,1fr)}.scroll svg{min-width:480px}.scroll svg.wide{min-width:860px}}
@media print{nav,.skip,summary{display:none}.card,.tile{border-color:#ccc;break-inside:avoid}.card{margin-bottom:.6rem}.spot .tip{display:none}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}`

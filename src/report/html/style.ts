import { dark, light, paletteCss } from './palette.ts';

/** No `style` attribute is used anywhere: the page allows this sheet alone, by its hash. */
export const style: string = `
:root{color-scheme:light dark;${paletteCss(light)};
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;
--serif:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,"Liberation Serif",serif;
--mono:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{${paletteCss(dark)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:75rem;padding:2.5rem 1.75rem 4rem;background:var(--paper);color:var(--ink);
font:400 .875rem/1.5 var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:break-word}
h1,h2,h3,.lead,caption b,figcaption b{font-family:var(--serif)}
h1{font-size:2.1rem;line-height:1.15;font-weight:600;letter-spacing:-.01em;margin:.15rem 0 .9rem;overflow-wrap:anywhere}
h2{font-size:1.35rem;line-height:1.25;font-weight:600;margin:0 0 .35rem}
h3{font-size:1rem;font-weight:600;margin:1.75rem 0 .35rem}
p{margin:0 0 .6rem;max-width:46rem}
a{color:inherit;text-decoration-color:var(--mid);text-underline-offset:.18em}
:focus-visible{outline:2px solid var(--mid);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.4rem .8rem;z-index:1}
.kicker,.asof,.note,figcaption,.unit,.more{color:var(--muted)}
.kicker{font-size:.8rem;letter-spacing:.04em;margin:0}
.lead{font-size:1.15rem;line-height:1.5;max-width:44rem;margin:0 0 1rem}
.note,.asof{font-size:.8125rem}
section,nav{border-top:1px solid var(--rule);margin-top:2.75rem;padding-top:1.1rem}
nav{margin-top:1.5rem;padding:.55rem 0;border-bottom:1px solid var(--rule)}
nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1.4rem;margin:0;padding:0;list-style:none}
main>section:first-child{border-top:0;margin-top:1rem}
code,.m{font-family:var(--mono);font-size:.8125em}
.n{unicode-bidi:isolate}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}

.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.9rem 1.75rem;margin:1.4rem 0 0}
.figures div{border-top:2px solid var(--ink);padding-top:.35rem}
.figures dt{font-size:.8125rem;color:var(--muted);line-height:1.35}
.figures dd{margin:0;font:600 1.6rem/1.2 var(--serif)}
.figures dd.more{font:400 .8125rem/1.35 var(--sans);color:var(--muted);order:2}
.figures div{display:flex;flex-direction:column}
.figures dt{order:1}

.scroll{overflow-x:auto;position:relative}
table{border-collapse:collapse;width:100%;font-size:.8125rem;line-height:1.4}
caption{text-align:left;padding:0 0 .45rem;color:var(--muted)}
caption b{color:var(--ink);font-size:1rem;font-weight:600}
th,td{text-align:left;vertical-align:baseline;padding:.28rem .9rem .28rem 0;font-weight:400}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--muted);font-size:.75rem;border-bottom:1px solid var(--ink);vertical-align:bottom;white-space:nowrap}
tbody th{font-weight:600}
tbody tr{border-bottom:1px solid var(--rule)}
td.r,th.r{text-align:right}
td.t,th.t{white-space:nowrap}
svg{display:block;overflow:visible}
svg text{font:400 11px var(--sans);fill:var(--muted)}
.deep{fill:var(--deep)}.mid{fill:var(--mid)}.pale{fill:var(--pale)}
.held{color:var(--held)}.unknown{color:var(--unknown)}.go{color:var(--go)}.back{color:var(--held)}
rect.held,rect.back{fill:var(--held)}rect.unknown{fill:var(--unknown)}rect.go{fill:var(--go)}
rect.waits{fill:var(--mid)}rect.done{fill:var(--deep)}rect.aside{fill:var(--rule)}
.line{fill:none;stroke:var(--deep);stroke-width:1.75;stroke-linejoin:round}
.line.two{stroke:var(--mid);stroke-dasharray:6 3}.line.three{stroke:var(--ink);stroke-dasharray:1.5 2.5}.line.four{stroke:var(--muted);stroke-dasharray:9 3 2 3}
.grid{stroke:var(--rule);stroke-width:1}
.axis{stroke:var(--ink);stroke-width:1}
svg text.ink{fill:var(--ink)}
.dot{fill:var(--paper);stroke:var(--deep);stroke-width:1.25}
.dot.two{fill:var(--mid);stroke:none}.dot.three{fill:none;stroke:var(--ink);stroke-width:1.25}
.hatch{fill:none;stroke:var(--muted);stroke-width:.8}
.now{stroke:var(--held);stroke-width:1.25}

.ladder{margin:1.5rem 0 2.25rem}
.ladder td,.ladder th{padding-top:.4rem;padding-bottom:.4rem}
.ladder th[scope=row]{width:5.5rem}
.ladder thead th:nth-child(2),.ladder thead th:nth-child(3){width:4rem}
.ladder td.bar{width:15rem}
.ladder .count{font:600 1.15rem/1 var(--serif)}
.who{margin:0 0 .25rem;max-width:none}
.who:last-child{margin:0}
.who b{font-weight:600;white-space:nowrap;margin-right:.5rem}
.who a{display:inline-block;margin-right:.7rem;text-decoration:none;color:var(--ink)}
.who a:hover{text-decoration:underline}
.key{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;margin:0;padding:0;list-style:none;font-size:.8125rem;color:var(--muted)}

details>summary{cursor:pointer}
td.again{color:var(--muted)}
.swatch{display:inline-block;vertical-align:-1px;margin-right:.3rem}
.event{stroke:var(--muted);stroke-width:1;stroke-dasharray:2 2}
details>summary::marker{color:var(--muted);font-size:.8em}
details[open]>summary{margin-bottom:.35rem}
details ul{margin:.2rem 0 .4rem;padding-left:1.1rem}
.charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:2rem 2.5rem;margin-top:1.25rem}
figure{margin:0;min-width:0}
figcaption{font-size:.8125rem;margin-bottom:.5rem}
figcaption b{display:block;color:var(--ink);font-size:1rem;font-weight:600}
figure>svg{width:100%;height:auto}
figure details{overflow-x:auto;font-size:.8125rem;margin-top:.4rem;color:var(--muted)}

.lanes th[scope=rowgroup]{font-weight:600;min-width:9rem;max-width:13rem;overflow-wrap:anywhere}
.lanes th small{display:block;font-weight:400;color:var(--muted);font-size:.75rem}
.lanes tbody{border-bottom:1px solid var(--rule)}
.lanes tbody tr{border:0}
.lanes td,.lanes th{padding-top:.2rem;padding-bottom:.2rem;vertical-align:top}.lanes svg{margin-top:1px}
.lanes td.say{min-width:15rem;overflow-wrap:anywhere}
.facts{margin:.1rem 0 .3rem;font-weight:400;display:grid;grid-template-columns:max-content 1fr;gap:0 .8rem}
.facts dt{color:var(--muted)}.facts dd{margin:0}
tr:target>*,tbody:target>tr>*{background:var(--wash)}
.find>summary{padding:.4rem 0;border-bottom:1px solid var(--rule)}
.find>summary b{font-weight:600;margin-right:.6rem}
.find{margin:0}
.find[open]{margin-bottom:1.5rem}
#evidence td{overflow-wrap:anywhere}
.write{font-family:var(--mono);font-size:.75rem;overflow-wrap:anywhere}
.where{font-family:var(--mono);font-size:.75rem;overflow-wrap:anywhere}
.tools{display:flex;flex-wrap:wrap;gap:.6rem 1.2rem;align-items:center;margin:.6rem 0 .8rem;font-size:.8125rem}
.tools[hidden]{display:none}
input[type=search]{font:inherit;color:inherit;background:var(--wash);border:1px solid var(--muted);border-radius:3px;padding:.25rem .5rem;width:15rem}
button{font:inherit;color:inherit;background:none;border:1px solid var(--muted);border-radius:3px;padding:.2rem .6rem;cursor:pointer}
[hidden]{display:none}

@media (max-width:60rem){.charts{grid-template-columns:minmax(0,1fr)}}
@media (max-width:40rem){
body{padding:1.25rem 1rem 3rem}
h1{font-size:1.6rem}.lead{font-size:1.05rem}
.figures{grid-template-columns:repeat(2,minmax(0,1fr))}
.ladder table,.ladder caption,.ladder tbody,.ladder tr,.ladder td,.ladder th{display:block;width:auto}
.ladder thead{display:none}
.ladder tr{display:grid;grid-template-columns:5.5rem 3rem 1fr;align-items:baseline;padding:.3rem 0}
.ladder td.bar,.ladder td.names{grid-column:1/-1;padding:.15rem 0;width:100%}
.ladder td.bar svg{width:100%}
}
@media print{
@page{margin:14mm 12mm}
:root{${paletteCss(light)};--paper:#fff;color-scheme:light}
body{max-width:none;padding:0;font-size:9pt}
nav,.skip,.tools{display:none}
section{break-before:auto;margin-top:1.5rem}
h2,h3,caption{break-after:avoid}
figure,tr,.ladder,.lanes tbody,.figures div{break-inside:avoid}
thead{display:table-header-group}
.scroll{overflow:visible}
.charts{grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem 1.5rem}
details>summary{list-style:none}
figure details:not([open]){display:none}
a{text-decoration:none}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;

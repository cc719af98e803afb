/** The look of the page: system fonts, one accent a meaning, light and dark. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1c2230;--soft:#5b6577;--line:#dfe3ea;--hover:#f0f3f8;
--add:#12703f;--add-bg:#e2f6ea;--del:#b3261e;--del-bg:#fdeae8;--mod:#8a5a00;--mod-bg:#fff3d6;--info:#2357c5;--info-bg:#e7eefc;
--unclear:#6f42c1;--unclear-bg:#f0e9fb;--keep:#8b94a5;--keep-bg:#eef0f4;--focus:#2357c5;--shadow:0 1px 2px #10182014,0 4px 16px #1018200a;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
:root[data-theme=dark]{color-scheme:dark;--bg:#0e131b;--card:#161d28;--ink:#e6ebf3;--soft:#9aa7ba;--line:#2a3444;--hover:#1d2634;
--add:#5fd394;--add-bg:#11301f;--del:#ff8a80;--del-bg:#3a1614;--mod:#f3c04d;--mod-bg:#352a0c;--info:#8ab4ff;--info-bg:#162543;
--unclear:#c9a7ff;--unclear-bg:#2a1d42;--keep:#7d889b;--keep-bg:#222b39;--focus:#8ab4ff;--shadow:none}
*{box-sizing:border-box}html{scroll-padding-top:5rem}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
code,pre,.mono{font-family:var(--mono);font-size:.88em;overflow-wrap:anywhere}
.wrap{max-width:1180px;margin:0 auto;padding:0 24px 64px}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--card);padding:8px;z-index:9}
.banner{border-bottom:1px solid var(--line);background:var(--card);padding:28px 0 22px}
.banner .wrap{padding-bottom:0}
.eyebrow{color:var(--soft);font-size:13px;letter-spacing:.02em;display:flex;gap:8px;align-items:center}
.banner h1{margin:10px 0 6px;font-size:25px;overflow-wrap:anywhere;line-height:1.25;display:flex;gap:14px;align-items:center;flex-wrap:wrap;letter-spacing:-.01em}
.banner p{margin:0;font-size:15px;color:var(--soft);max-width:80ch;overflow-wrap:anywhere}
.pill{display:inline-flex;align-items:center;gap:7px;border-radius:999px;padding:3px 12px;font-size:14px;font-weight:650;letter-spacing:0;white-space:nowrap}
.pill::before{content:"";width:8px;height:8px;border-radius:50%;background:currentColor}.pill.blocked::before,.pill.destroyed::before{border-radius:2px}.pill.approval::before{transform:rotate(45deg);border-radius:1px}
.pill.blocked,.pill.destroyed{background:var(--del);color:#fff}.pill.approval{background:var(--mod-bg);color:var(--mod)}
.pill.unclear{background:var(--unclear-bg);color:var(--unclear)}.pill.changes,.pill.nothing,.pill.kept,.pill.bootstrap{background:var(--add-bg);color:var(--add)}
.pill.note,.pill.untouched{background:var(--info-bg);color:var(--info)}
[data-theme=dark] .pill.blocked,[data-theme=dark] .pill.destroyed{background:#7a221c;color:#ffd9d5}
.figures{display:flex;flex-wrap:wrap;gap:10px;margin:18px 0 0;padding:0;list-style:none}
.figures li{border:1px solid var(--line);border-radius:10px;padding:6px 14px;min-width:86px;background:var(--bg)}
.figures b{display:block;font-size:20px;line-height:1.2;font-variant-numeric:tabular-nums}.figures span{color:var(--soft);font-size:12.5px}
.figures .create b{color:var(--add)}.figures .destroy b{color:var(--del)}.figures .update b,.figures .replaced b{color:var(--mod)}
.bar{position:sticky;top:0;z-index:5;background:color-mix(in srgb,var(--bg) 92%,transparent);backdrop-filter:blur(8px);border-bottom:1px solid var(--line)}
.bar .wrap{display:flex;gap:10px;align-items:center;padding-top:10px;padding-bottom:10px;flex-wrap:wrap}
.bar input[type=search]{flex:1 1 260px;font:inherit;padding:8px 12px;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--ink);min-width:0}
.bar button,.chip{font:inherit;font-size:13px;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--ink);padding:7px 11px;cursor:pointer}
.bar button:hover{background:var(--hover)}.bar button[aria-pressed=true]{background:var(--info-bg);color:var(--info);border-color:transparent}
#count{color:var(--soft);font-size:13px;min-width:9ch}
kbd,.nowrap{white-space:nowrap}
h2{font-size:17px;margin:34px 0 12px;letter-spacing:-.005em}h2 small{color:var(--soft);font-weight:400}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;box-shadow:var(--shadow);overflow:hidden}
.finding{display:grid;grid-template-columns:160px 1fr;gap:4px 18px;padding:14px 18px;border-top:1px solid var(--line)}
.finding:first-child{border-top:0}.finding h3{margin:0;font-size:15px;overflow-wrap:anywhere}.finding p{margin:3px 0 0;color:var(--soft);overflow-wrap:anywhere}
.finding .cure{color:var(--ink)}.finding .meta{font-size:12.5px;color:var(--soft);margin-top:6px;overflow-wrap:anywhere}
.finding.acknowledged{opacity:.75}
.cluster{padding:18px}.cluster+.cluster{border-top:1px solid var(--line)}
.cluster header{display:flex;gap:12px;align-items:baseline;flex-wrap:wrap;margin-bottom:4px}
.cluster header strong{font-size:16px}.cluster .sub{color:var(--soft);font-size:13.5px;margin:0 0 12px}
.chart{display:block;width:100%;height:auto;margin:4px 0 10px}.chart text{font-size:12px;fill:var(--soft)}.chart .tick{stroke:var(--line);stroke-width:1}
.chart path{fill:none;stroke-width:2.5;stroke-linejoin:round}.chart path.live{stroke:var(--add)}.chart text.live{fill:var(--add);font-weight:650}
.chart path.quorum{stroke:var(--soft);stroke-dasharray:6 4;stroke-width:2}.chart text.quorum{font-weight:650}.chart path.room{fill:var(--add-bg);stroke:none}.chart path.lost{fill:var(--del);fill-opacity:.35;stroke:none}
.steps{margin-top:10px}.steps summary{cursor:pointer;color:var(--soft);font-size:13.5px}
.moments{width:100%;border-collapse:collapse;font-size:14px}
.moments th{font-weight:500;color:var(--soft);font-size:12.5px;text-align:left;padding:4px 10px}
.moments td{padding:7px 10px;border-top:1px solid var(--line);vertical-align:middle}
.moments .n{text-align:right;font-variant-numeric:tabular-nums;color:var(--soft);width:34px}
.votes{display:inline-flex;gap:4px;align-items:center;white-space:nowrap}
.votes i{width:11px;height:11px;border-radius:50%;background:var(--add);display:inline-block}
.votes i.spare{background:transparent;border:2px solid var(--add)}.votes i.lost{background:transparent;border:2px dashed var(--del)}
.tol{font-variant-numeric:tabular-nums;font-weight:650}.tol.low{color:var(--mod)}.tol.lost{color:var(--del)}
.key{color:var(--soft);font-size:12.5px;margin:10px 0 0}
.topology{padding:18px;overflow-x:auto;text-align:center}.topology svg{max-width:100%;height:auto}
.topology text{fill:var(--ink);font-family:Helvetica,Arial,"Liberation Sans",sans-serif}
.topology .node path,.topology .node polygon,.topology .node ellipse{fill:var(--keep-bg);stroke:var(--keep);stroke-width:1.4}
.topology .cluster polygon,.topology .cluster path{fill:none;stroke:var(--keep);stroke-opacity:.6;stroke-dasharray:5 4}.topology .cluster text{fill:var(--soft)}
.topology .edge path{stroke:var(--keep);fill:none}.topology .edge polygon{stroke:var(--keep);fill:var(--keep)}
.topology .create path,.topology .create polygon,.topology .create ellipse{fill:var(--add-bg);stroke:var(--add)}
.topology .destroy path,.topology .destroy polygon,.topology .destroy ellipse{fill:var(--del-bg);stroke:var(--del);stroke-dasharray:6 3}
.topology .update path,.topology .update polygon,.topology .update ellipse,.topology .replace path,.topology .replace polygon,.topology .replace ellipse{fill:var(--mod-bg);stroke:var(--mod)}
.topology .forget path,.topology .forget polygon{fill:var(--unclear-bg);stroke:var(--unclear);stroke-dasharray:2 3}
.topology .edge.create path{fill:none}.topology .edge.create polygon{fill:var(--add)}.topology .edge.destroy path{fill:none}.topology .edge.destroy polygon{fill:var(--del)}
.topology a:focus-visible path,.topology a:focus-visible polygon{stroke-width:3.5}
.legend{display:flex;gap:16px;flex-wrap:wrap;justify-content:center;color:var(--soft);font-size:12.5px;padding:0 18px 16px;margin:0;list-style:none}
.legend i{display:inline-block;width:14px;height:10px;border-radius:3px;border:1.5px solid;margin-right:6px;vertical-align:-1px}
.legend .create i{background:var(--add-bg);border-color:var(--add)}.legend .destroy i{background:var(--del-bg);border-color:var(--del);border-style:dashed}
.legend .update i{background:var(--mod-bg);border-color:var(--mod)}.legend .keep i{background:var(--keep-bg);border-color:var(--keep)}
.change{border-top:1px solid var(--line)}.many .change{content-visibility:auto;contain-intrinsic-size:auto 46px}.change:first-child{border-top:0}
.change[hidden]{display:none}
.change>summary,.change>.row{display:flex;gap:12px;align-items:baseline;padding:11px 18px;list-style:none;flex-wrap:wrap}
.change>summary{cursor:pointer}.change>summary::-webkit-details-marker{display:none}.change>summary:hover{background:var(--hover)}
.change>summary::before{content:"";flex:none;width:7px;height:7px;border-right:2px solid var(--soft);border-bottom:2px solid var(--soft);transform:rotate(-45deg);align-self:center}
.change[open]>summary::before{transform:rotate(45deg)}.change>.row{padding-left:37px}
.kind{flex:none;font-size:12px;font-weight:650;border-radius:6px;padding:1px 8px;min-width:74px;text-align:center;background:var(--keep-bg);color:var(--soft)}
.kind.create,.kind.import{background:var(--add-bg);color:var(--add)}.kind.delete,.kind.replace{background:var(--del-bg);color:var(--del)}
.kind.update{background:var(--mod-bg);color:var(--mod)}.kind.forget{background:var(--unclear-bg);color:var(--unclear)}.kind.move,.kind.read{background:var(--info-bg);color:var(--info)}
.address{font-weight:600;overflow-wrap:anywhere}.why{color:var(--soft);font-size:13.5px;overflow-wrap:anywhere}
.flag{font-size:12px;color:var(--del);border:1px solid;border-radius:6px;padding:0 6px}
.attributes{width:100%;border-collapse:collapse;table-layout:fixed;font-size:13.5px}
.attributes caption,.unchanged summary{text-align:left;color:var(--soft);font-size:12.5px}
.attributes th{font-weight:500;color:var(--soft);font-size:12px;text-align:left;padding:4px 12px;background:var(--bg);border-top:1px solid var(--line)}
.attributes td{padding:6px 12px;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
.attributes td.path{padding-left:37px}.attributes th:first-child{padding-left:37px}
.attributes .old code{color:var(--del)}.attributes .new code{color:var(--add)}.attributes .none{color:var(--soft)}
.forces{display:block;color:var(--del);font-size:12px}.meaning{font-size:13px;margin:0 0 6px}.meaning b.broadened{color:var(--del)}.meaning b.narrowed,.meaning b.equal{color:var(--add)}.meaning b.unclear{color:var(--unclear)}
pre.diff{margin:0;padding:8px 0;background:var(--bg);border:1px solid var(--line);border-radius:8px;overflow-x:auto;line-height:1.45;white-space:pre-wrap}
pre.diff span{display:block;padding:0 10px}pre.diff .p{background:var(--add-bg);color:var(--add)}pre.diff .m{background:var(--del-bg);color:var(--del)}pre.diff .s{color:var(--soft)}
.unchanged{padding:6px 18px 12px 37px;border-top:1px solid var(--line)}.unchanged summary{cursor:pointer;display:list-item}.unchanged dl{display:grid;grid-template-columns:minmax(120px,1fr) 3fr;gap:2px 14px;margin:8px 0 0;font-size:13px;color:var(--soft)}.unchanged dd{margin:0}
.list{margin:0;padding:6px 0;list-style:none}.list li{padding:7px 18px;overflow-wrap:anywhere}
footer{color:var(--soft);font-size:12.5px;margin-top:36px;overflow-wrap:anywhere}kbd{border:1px solid var(--line);border-bottom-width:2px;border-radius:5px;padding:0 5px;font-family:var(--mono);font-size:11.5px;background:var(--card)}
mark{background:var(--mod-bg);color:inherit}.empty{padding:26px;text-align:center;color:var(--soft)}
@media(max-width:700px){.finding{grid-template-columns:1fr}.wrap{padding-left:14px;padding-right:14px}.attributes,.attributes tbody,.attributes tr,.attributes td{display:block}.attributes thead{display:none}.attributes td{padding-left:18px!important;border-top:0}.attributes tr{border-top:1px solid var(--line);display:block;padding:6px 0}
.chart,.moments .n,.moments .q{display:none}.moments th,.moments td{padding-left:4px;padding-right:4px}.topology svg{max-width:none;width:760px}}
@media print{.bar{display:none}.many .change{content-visibility:visible}.card{box-shadow:none}}
@media(prefers-reduced-motion:no-preference){.change>summary::before{transition:transform .12s}}
`;

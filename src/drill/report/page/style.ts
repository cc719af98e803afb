/** The page's own style; colours follow what the reader's system prefers. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fcfcfb; --panel: #fff; --text: #22262b; --faint: #6b737d; --line: #e3e6ea;
  --blue: #2f6fd0; --pale: #b9d0f1; --gold: #d99a10; --green: #1d8a5b; --red: #c6362f; --band: #c6362f22; }
@media (prefers-color-scheme: dark) { :root { --back: #15181c; --panel: #1c2025; --text: #e4e7eb; --faint: #949da8;
  --line: #30363d; --blue: #6aa2f5; --pale: #34507a; --gold: #e5b13f; --green: #4cc38a; --red: #f0736b; --band: #f0736b2b; } }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 4px; font-weight: 650; }
h1::first-letter { text-transform: uppercase; }
.meta, .faint { color: var(--faint); fill: var(--faint); }
.failure { border-left: 4px solid var(--red); padding: 8px 14px; background: var(--panel); white-space: pre-wrap; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(124px, 1fr)); gap: 12px; margin: 24px 0; padding: 0; }
.figures div { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; }
.figures dt { color: var(--faint); font-size: 13px; }
.figures dd { margin: 2px 0 0; font-size: 19px; white-space: nowrap; font-weight: 600; font-variant-numeric: tabular-nums; }
.figures .bad dd { color: var(--red); }
.drawing { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 16px; overflow-x: auto; }
svg { display: block; width: 100%; min-width: 760px; font: 12px system-ui, sans-serif; fill: var(--text); }
svg .title { font-weight: 650; font-size: 13px; }
svg .tick, svg .grid { stroke: var(--line); stroke-width: 1; }
svg .tick { stroke-dasharray: 2 4; }
svg .step { fill: var(--blue); } svg .step.failed { fill: var(--red); } svg .step.unfinished { fill: var(--gold); }
svg .safety.back { fill: var(--green); } svg .safety.risk { fill: var(--red); } svg .safety.restore { fill: var(--gold); }
svg .node.leader { fill: var(--gold); } svg .node.voter { fill: var(--blue); } svg .node.non-voter { fill: var(--pale); }
svg .node.unheard { opacity: .6; } svg .node.outside { fill: var(--line); } svg .node.dead { fill: none; stroke: var(--red); stroke-dasharray: 3 2; }
svg .line { fill: none; stroke-width: 2; } svg .voters { stroke: var(--blue); } svg .quorum { stroke: var(--gold); }
svg .tolerance { stroke: var(--green); }
svg .dots { fill: none; stroke: var(--green); stroke-width: 3; stroke-linecap: round; opacity: .7; }
svg .cross { fill: none; stroke: var(--red); stroke-width: 1.5; }
svg .gap { fill: var(--band); } svg .gap-label { fill: var(--red); font-weight: 650; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--faint); font-weight: 500; } td.number, th.number { text-align: right; }
tr.failed td { color: var(--red); }
details { margin-top: 24px; } summary { cursor: pointer; font-weight: 600; }
.scroll { overflow-x: auto; }
`;

/** Light on paper, light or dark on a screen; every pair of colours has a contrast of at least 4.5. */
export const styleSheet = `
:root {
  color-scheme: light;
  --page: #f7f7f5; --card: #ffffff; --ink: #1d2329; --soft: #59636e; --line: #dcdfe3; --code: #f1f2f4;
  --passed: #1a6b3c; --failed: #b3261e; --not-set-up: #8a5300; --skipped: #59636e;
  --passed-wash: #e6f3ea; --failed-wash: #fbe9e7; --not-set-up-wash: #fdf1dc;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --page: #14171a; --card: #1c2024; --ink: #e4e7ea; --soft: #a2abb4; --line: #343a41; --code: #24292e;
    --passed: #74c991; --failed: #ff958c; --not-set-up: #eab560; --skipped: #a2abb4;
    --passed-wash: #182a1f; --failed-wash: #331d1c; --not-set-up-wash: #30260f;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere;
}
h1 { margin: 0 0 1rem; font-size: 1.1rem; font-weight: 600; color: var(--soft); }
h2 { margin: 3rem 0 1rem; font-size: 1.35rem; line-height: 1.3; }
h3 { margin: 0; font-size: 1.05rem; line-height: 1.4; }
h4, .label { margin: 1rem 0 .4rem; font-size: .85rem; font-weight: 600; color: var(--soft); }
p { margin: 0; }
code { font: .9em/1.5 var(--mono); }
td.passed { color: var(--passed); } td.failed { color: var(--failed); } td.not-set-up { color: var(--not-set-up); } td.skipped { color: var(--skipped); }
.mark { display: inline-block; width: 1.1em; text-align: center; font-weight: 700; }

.banner { display: flex; gap: 1rem; align-items: center; padding: 1.25rem; border: 1px solid; border-radius: .75rem; }
.banner p { color: var(--ink); }
.banner .verdict { font-size: 1.6rem; line-height: 1.2; font-weight: 700; color: inherit; }
.seal { flex: none; width: 3rem; height: 3rem; border: 2px solid; border-radius: 50%; font-size: 1.5rem; line-height: 2.75rem; text-align: center; }
.certified { background: var(--passed-wash); color: var(--passed); }
.not-certified { background: var(--failed-wash); color: var(--failed); }
.inconclusive, .interrupted { background: var(--not-set-up-wash); color: var(--not-set-up); }

dl { margin: 0; } dd { margin: 0; }
dt { font-size: .85rem; font-weight: 600; color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .9rem 1.5rem; margin-top: 1.25rem; }
.facts div:first-child { grid-column: 1 / -1; }

table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); margin-bottom: 2rem; }
th, td { padding: .6rem .8rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { font-size: .85rem; color: var(--soft); border-top: 0; white-space: nowrap; }
thead th::first-letter { text-transform: uppercase; }
caption { text-align: left; padding-bottom: .5rem; }
caption h3 { display: inline; } caption span { color: var(--soft); margin-left: .3rem; white-space: nowrap; }
.counts th + th, .counts td { text-align: right; font-variant-numeric: tabular-nums; }
.counts tbody th { font-weight: 400; } .counts td { font-weight: 600; } .counts .none { color: var(--soft); font-weight: 400; }
.counts tfoot th, .counts tfoot td { border-top-width: 2px; font-weight: 700; }
.cases td:first-child, .cases td + td + td { white-space: nowrap; }
.cases thead th:first-child { min-width: 8.2rem; } .cases td:nth-child(2) { width: 100%; }
.cases .reason { color: var(--soft); font-style: italic; white-space: pre-line; }
.time { color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
.cases .time, .cases thead th:last-child { text-align: right; }

article { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--failed); border-radius: .5rem; padding: 1.25rem; margin-bottom: 1.25rem; }
article.should, article.not-set-up { border-left-color: var(--not-set-up); }
article.passed { border-left-color: var(--passed); } article.passed h3 { color: var(--passed); }
article h3 { color: var(--failed); } article.should h3, article.not-set-up h3 { color: var(--not-set-up); }
.level { display: inline-block; padding: 0 .5em; border: 1px solid; border-radius: 1em; font-size: .8rem; font-weight: 600; }
.requirement { margin-top: .5rem; font-weight: 500; }
.source { color: var(--soft); font-size: .9rem; }
.finding { display: grid; gap: .6rem; margin-top: 1rem; }
.finding div { display: grid; grid-template-columns: 5.5rem 1fr; gap: 0 .75rem; }
.finding dt { line-height: 1.8; } .finding dd { white-space: pre-wrap; }
.finding .hint { margin-top: .3rem; padding: .6rem .8rem; border-radius: .4rem; background: var(--code); grid-template-columns: 4.7rem 1fr; }

details { border-top: 1px solid var(--line); }
summary { padding: .55rem 0; cursor: pointer; }
summary:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
details .label { margin: .2rem 0 .4rem; }
pre { margin: 0 0 .6rem; padding: .7rem .8rem; border-radius: .4rem; background: var(--code); white-space: pre-wrap; overflow-wrap: anywhere; }
pre code { unicode-bidi: isolate; }
ul { margin: 0; padding-left: 1.25rem; }

@media (max-width: 40rem) {
  body { padding: 1.25rem .9rem 3rem; }
  .banner { padding: 1rem; } .banner .verdict { font-size: 1.35rem; }
  .facts { grid-template-columns: 1fr 1fr; }
  th, td { padding: .5rem .45rem; font-size: .9rem; } thead th { font-size: .75rem; }
  .counts thead th { white-space: normal; overflow-wrap: normal; }
  .cases thead th:first-child { min-width: 0; }
  /* The mark is enough for the eye; who listens still hears the word. */
  .cases .word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  article { padding: 1rem .9rem; }
  .finding div, .finding .hint { grid-template-columns: 1fr; }
}
@media print {
  @page { margin: 15mm; }
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; background: none; }
  .banner, .counts, .cases tr, h2, h3, .finding { break-inside: avoid; }
  h2, h3, caption, summary, .label { break-after: avoid; }
  .banner, pre, .hint { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  /* On paper nobody can open what is closed. */
  details::details-content { content-visibility: visible; block-size: auto; display: block; }
}
`;

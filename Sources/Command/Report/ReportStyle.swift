extension HTMLReport {
  /// The page's style sheet. Charts take their colours from `--s1` … `--s6`, which differ in lightness too, so that they
  /// are told apart in grey and by colour-blind readers.
  static let style = """

    :root { --paper: #faf7f2; --surface: #fff; --ink: #1c1917; --ink2: #5c554d; --line: #e2dad0; --wash: #f1ebe2;
      --accent: #b3391f; --good: #2c7a4b; --bad: #b3261e; --s1: #b3391f; --s2: #1d6fa5; --s3: #b98600; --s4: #2c7a4b;
      --s5: #8a4fa3; --s6: #6b6259; --heat: 179 57 31; color-scheme: light dark;
      --sans: "Inter var", Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans CJK SC", sans-serif;
      --display: "Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif CJK SC", Georgia, serif; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #151311; --surface: #1f1c19; --ink: #f4efe8; --ink2: #b8aea2; --line: #37322c; --wash: #28241f;
        --accent: #ff8a6b; --good: #7fd0a0; --bad: #ff8f87; --s1: #ff8a6b; --s2: #6cb8ec; --s3: #e8bd4a; --s4: #7fd0a0;
        --s5: #cf9fe6; --s6: #a89d91; --heat: 255 138 107; } }
    *, ::before, ::after { box-sizing: border-box; }
    body { margin: 0; font: 400 16px/1.5 var(--sans); color: var(--ink); background: var(--paper); }
    header, main { max-width: 1120px; margin-inline: auto; padding-inline: clamp(16px, 4vw, 32px); }
    header { padding-top: 40px; } main { padding-bottom: 80px; }
    h1, h2 { font-family: var(--display); font-weight: 600; letter-spacing: -.01em; text-wrap: balance; margin: 0; }
    h1 { font-size: clamp(30px, 5vw, 46px); line-height: 1.1; overflow-wrap: anywhere; }
    h2 { font-size: 26px; line-height: 1.2; } h3 { font-size: 17px; font-weight: 600; margin: 26px 0 8px; }
    .lede { font-size: 17px; color: var(--ink2); max-width: 72ch; margin: 12px 0 0; overflow-wrap: anywhere; }
    nav { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 18px; font-size: 15px; }
    nav a { color: var(--ink); text-underline-offset: 3px; padding-block: 6px; }
    section { margin-top: 28px; padding-top: 30px; border-top: 1px solid var(--line); }
    .note { color: var(--ink2); max-width: 76ch; margin: 8px 0 16px; }
    .muted { color: var(--ink2); } .good { color: var(--good); } .bad { color: var(--bad); }
    .keys { display: grid; grid-template-columns: repeat(auto-fit, minmax(132px, 1fr)); gap: 12px; margin: 18px 0; padding: 0; }
    .keys div { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px; }
    .keys dt { color: var(--ink2); font-size: 14px; line-height: 1.3; }
    .keys dd { margin: 0 0 2px; font: 600 27px/1.2 var(--display); font-variant-numeric: tabular-nums; }
    .scroll { overflow-x: auto; margin: 14px 0; }
    table { border-collapse: collapse; font-size: 15px; }
    th, td { text-align: left; padding: 6px 20px 6px 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
    th { font-weight: 600; color: var(--ink2); font-size: 14px; } thead th { vertical-align: bottom; }
    .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .caption, figcaption { font-size: 14px; color: var(--ink2); margin: 18px 0 0; } .caption + .scroll { margin-top: 4px; }
    figure { margin: 18px 0; } figure > figcaption { padding: 6px 0 0; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 8px 32px; align-items: start; }
    .chart { display: block; max-width: 720px; font: 13px var(--sans); overflow: visible; } .chart.wide { max-width: none; }
    .chart .field { width: calc(100% - 48px); overflow: visible; }
    .chart .on { fill: var(--paper); }
    .legend { display: flex; flex-wrap: wrap; gap: 2px 18px; font-size: 14px; color: var(--ink2); margin: 0 0 8px; }
    .swatch { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 6px; }
    .s1 { background: var(--s1); } .s2 { background: var(--s2); } .s3 { background: var(--s3); } .s4 { background: var(--s4); }
    .s5 { background: var(--s5); } .s6 { background: var(--s6); }
    details { margin: 14px 0; } summary { cursor: pointer; padding: 8px 0; font-weight: 600; }
    .chart text { fill: var(--ink2); font-variant-numeric: tabular-nums; } .chart .name { fill: var(--ink); }
    .chart .grid { stroke: var(--line); stroke-width: 1; } .chart .axis { stroke: var(--ink2); stroke-width: 1; }
    .sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); gap: 16px 12px; margin: 16px 0;
      padding: 0; list-style: none; }
    .sheet li { min-width: 0; font-size: 13px; line-height: 1.35; overflow-wrap: anywhere; }
    .sheet img { display: block; width: 100%; aspect-ratio: 3 / 4; object-fit: contain; background: var(--wash);
      border-radius: 8px; margin-bottom: 5px; }
    .sheet .right img { outline: 3px solid var(--good); outline-offset: -3px; }
    .sheet .wrong img { outline: 3px dashed var(--bad); outline-offset: -3px; }
    .sheet .query img { outline: 3px solid var(--ink); outline-offset: -3px; }
    .groups { display: flex; flex-wrap: wrap; gap: 0 36px; } .groups > * { min-width: 0; max-width: 100%; }
    .row { display: grid; grid-auto-flow: column; grid-auto-columns: 104px; grid-template-columns: none; overflow-x: auto;
      padding-bottom: 8px; }
    @media print { body { background: #fff; } nav { display: none; } section { break-inside: avoid; } }

    """
}

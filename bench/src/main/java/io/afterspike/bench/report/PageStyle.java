package io.afterspike.bench.report;

/** How pages look. */
final class PageStyle {
  static final String CSS =
      """
      :root {
        color-scheme: light dark;
        --ground: #GROUND; --raised: #f5f7f9; --text: #TEXT; --muted: #MUTED; --line: #GRID;
        --accent: #ACCENT; --warning: #fff4e0; --warning-line: #e0a030;
      }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--ground); color: var(--text);
        font: 16px/1.55 FONTS; -webkit-text-size-adjust: 100%; }
      main { max-width: 74rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
      main::before { content: ""; display: block; width: 3.5rem; height: 4px; border-radius: 2px;
        background: var(--accent); margin-bottom: 1.1rem; }
      h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.015em; margin: 0 0 .6rem;
        overflow-wrap: anywhere; }
      h2 { font-size: 1.15rem; margin: 2.8rem 0 .8rem; overflow-wrap: anywhere; }
      p { max-width: 46rem; margin: .6rem 0; overflow-wrap: anywhere; }
      .summary { font-size: 1.08rem; color: var(--muted); }
      .warning { background: var(--warning); border-left: 4px solid var(--warning-line);
        padding: .7rem 1rem; border-radius: 4px; }
      dl { margin: 1rem 0; }
      dt { color: var(--muted); }
      dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
      .highlights { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 18rem));
        gap: .9rem; margin: 1.6rem 0; }
      .highlights div { background: var(--raised); border: 1px solid var(--line);
        border-radius: 10px; padding: .9rem 1.1rem 1rem; display: flex;
        flex-direction: column-reverse; justify-content: flex-end; }
      .highlights dt { font-size: .88rem; line-height: 1.35; }
      .highlights dd { font-size: clamp(1.25rem, 4.5vw, 1.75rem); line-height: 1.25; font-weight: 600;
        letter-spacing: -.015em; }
      .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr));
        column-gap: 2.5rem; font-size: .94rem; }
      .facts div { display: flex; justify-content: space-between; gap: 1.5rem;
        padding: .34rem 0; border-bottom: 1px solid var(--line); }
      .facts dt { flex: none; }
      .facts dd { text-align: right; }
      .scroll { overflow-x: auto; margin: 1rem 0; }
      table { border-collapse: collapse; font-size: .94rem; font-variant-numeric: tabular-nums; }
      th, td { text-align: left; padding: .34rem 1.1rem; vertical-align: top;
        border-bottom: 1px solid var(--line); }
      th:first-child, td:first-child { padding-left: 0; }
      th { color: var(--muted); font-weight: 600; vertical-align: bottom;
        border-bottom-width: 2px; }
      .number { text-align: right; white-space: nowrap; }
      .pad { user-select: none; }
      figure { margin: 1.4rem 0; }
      .pictures { display: flex; flex-wrap: wrap; gap: .6rem 1rem; margin: 0 -MARGINpx; }
      .pictures svg { max-width: 100%; height: auto; }
      figcaption { color: var(--muted); font-size: .9rem; max-width: 46rem; margin-top: .5rem; }
      pre { background: var(--raised); border: 1px solid var(--line); border-radius: 8px;
        padding: .8rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .88rem;
        line-height: 1.5; }
      pre, code { font-family: ui-monospace, SFMono-Regular, Consolas, Liberation Mono, monospace; }
      @media screen and (prefers-color-scheme: dark) {
        :root {
          --ground: #DARK-GROUND; --raised: #1d2329; --text: #DARK-TEXT; --muted: #DARK-MUTED;
          --line: #DARK-GRID; --accent: #DARK-ACCENT; --warning: #33280f; --warning-line: #b98325;
        }
      }
      @media print {
        :root { color-scheme: light; }
        body { font-size: 10.5pt; }
        main { max-width: none; padding: 0; }
        h2 { margin-top: 1.6rem; break-after: avoid; }
        figure, tr, pre, .warning, .highlights div, .facts div { break-inside: avoid; }
        .scroll { overflow: visible; }
        .pictures { flex-wrap: nowrap; }
        .pictures svg { min-width: 0; }
        thead { display: table-header-group; }
      }
      """
          .replace("#DARK-GROUND", Ink.GROUND.dark())
          .replace("#DARK-TEXT", Ink.TEXT.dark())
          .replace("#DARK-MUTED", Ink.MUTED.dark())
          .replace("#DARK-GRID", Ink.GRID.dark())
          .replace("#DARK-ACCENT", Palette.DARK.get(0))
          .replace("#GROUND", Ink.GROUND.light())
          .replace("#TEXT", Ink.TEXT.light())
          .replace("#MUTED", Ink.MUTED.light())
          .replace("#GRID", Ink.GRID.light())
          .replace("#ACCENT", Palette.LIGHT.get(0))
          // So that the titles of charts stand under the text above.
          .replace("MARGIN", NumberText.coordinate(PlotFrame.MARGIN))
          .replace("FONTS", SvgPicture.FONT);

  private PageStyle() {}
}

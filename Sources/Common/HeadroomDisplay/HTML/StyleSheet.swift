/// Style sheet of the page: one column of cards, for light mode, dark mode, print and phones.
enum StyleSheet {
    static let text = """
        :root {
          color-scheme: light dark;
          --page: #fbfbfa; --card: #ffffff; --line: #e4e4e0; --grid: #ececE8; --text: #1c1d1f; --soft: #62656b;
          --blue: #2f6bd8; --orange: #c2570c; --green: #1c7f4d; --red: #c0342b; --violet: #8046c9; --band: #2f6bd81f;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #131417; --card: #1b1d21; --line: #2d3036; --grid: #282b30; --text: #ecedee; --soft: #a0a4ab;
            --blue: #7aa9ff; --orange: #f0a05a; --green: #5fce94; --red: #ff8a80; --violet: #c4a1ff; --band: #7aa9ff26;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--page); color: var(--text);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
          font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
        }
        main { max-width: 1080px; margin: 0 auto; padding: 40px 20px 64px; }
        h1 { font-size: 28px; line-height: 1.25; letter-spacing: -0.015em; margin: 0 0 8px; font-weight: 650; }
        h2 { font-size: 18px; letter-spacing: -0.01em; margin: 40px 0 12px; font-weight: 650; }
        p { margin: 0 0 8px; }
        .lead { color: var(--soft); max-width: 70ch; }
        .over { color: var(--soft); font-size: 13px; margin-bottom: 16px; overflow-wrap: anywhere; }
        .grid { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); }
        .ceilings { grid-template-columns: repeat(auto-fit, minmax(min(100%, 210px), 1fr)); margin-top: 24px; }
        .card, figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; }
        .card .name { font-size: 13px; color: var(--soft); }
        .card .size { font-size: 30px; line-height: 1.2; font-weight: 650; letter-spacing: -0.02em; }
        .card p { font-size: 13.5px; color: var(--soft); margin: 4px 0 0; }
        .card.binding { border-color: var(--green); box-shadow: inset 0 0 0 1px var(--green); }
        figure { margin: 0; min-width: 0; }
        figure.tall { margin-top: 24px; } figure.tall svg { max-width: 720px; margin: 8px auto 0; }
        figcaption { font-weight: 600; font-size: 14.5px; }
        figcaption span { display: block; font-weight: 400; font-size: 13px; color: var(--soft); }
        figcaption .legend { margin-top: 4px; } .legend b { display: inline-block; font-weight: 600; margin-right: 14px; }
        svg { display: block; width: 100%; height: auto; margin-top: 8px; overflow: visible; }
        svg text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--soft); }
        svg .label { font-weight: 600; }
        ul + .scroll { margin-top: 14px; }
        .scroll + p, .scroll + ul { margin-top: 12px; }
        .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
        table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
        th, td { text-align: right; padding: 7px 14px; white-space: nowrap; border-bottom: 1px solid var(--line); }
        tr:last-child td { border-bottom: 0; }
        th { color: var(--soft); font-weight: 500; }
        .figures th, .figures td { text-align: left; white-space: normal; } .figures th { width: 9em; vertical-align: top; }
        tr.chosen td { font-weight: 650; background: var(--band); }
        ul { margin: 0; padding-left: 20px; } li { margin: 4px 0; max-width: 80ch; }
        .notes li { color: var(--orange); }
        code { font: 13px ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
        @media (max-width: 520px) {
          main { padding: 24px 14px 40px; } h1 { font-size: 23px; } figure { padding: 12px 10px; }
          /* A drawing of 520 units is about 340 pixels wide on a phone: 17 units are 11 pixels. */
          svg text { font-size: 17px; }
        }
        @media print {
          :root {
            color-scheme: light;
            --page: #fff; --card: #fff; --line: #ccc; --grid: #e5e5e5; --text: #000; --soft: #444;
            --blue: #2f6bd8; --orange: #c2570c; --green: #1c7f4d; --red: #c0342b; --violet: #8046c9; --band: #2f6bd81f;
          }
          main { max-width: none; padding: 0; }
          .grid { grid-template-columns: 1fr 1fr; } .ceilings { grid-template-columns: repeat(auto-fit, minmax(40mm, 1fr)); }
          figure, .card, tr { break-inside: avoid; } h2 { break-after: avoid; }
          .scroll { overflow: visible; } th, td { padding: 4px 8px; }
        }
        """
}

// The same network three times: float, int8 on the host, int8 on the board.

function accuracyChart(rows) {
  return responsive("Accuracy with its 95 % interval", (width) => {
    const left = Math.min(230, width * 0.42),
      line = 30,
      height = rows.length * line + 26;
    const ranges = rows.map((row) => wilson(row.correct, row.total));
    const low = Math.max(0, Math.floor(Math.min(...ranges.map((r) => r[0])) * 20 - 0.5) / 20),
      high = Math.min(1, Math.ceil(Math.max(...ranges.map((r) => r[1])) * 20 + 0.2) / 20);
    const x = scale([low, high], [left, width - 26]);
    const marks = rows.map((row, i) => {
      const y = i * line + 16,
        p = row.correct / row.total,
        [from, to] = ranges[i];
      return {
        node: svg(
          "g",
          {},
          svg("rect", {class: "hit", x: 0, y: y - 13, width, height: 26}),
          svg("line", {class: "line s1", x1: x(from), x2: x(to), y1: y, y2: y}),
          svg("circle", {class: "c1 mark", cx: x(p), cy: y, r: 5.5}),
          svg(
            "text",
            {x: left - 10, y, dy: "0.32em", "text-anchor": "end"},
            row.name.length * 6.2 > left - 14 ? `${row.name.slice(0, Math.floor((left - 24) / 6.2))}\u2026` : row.name,
          ),
        ),
        text: `${row.name}: ${percentText(row.correct, row.total)}\n${whole(row.correct)} of ${whole(row.total)} right\n95 % interval ${percentText(from)} to ${percentText(to)}`,
      };
    });
    navigable(marks, {step: 1});
    return canvas(
      width,
      height,
      ticks(low, high, width < 500 ? 3 : 6).map((value) =>
        svg(
          "g",
          {},
          svg("line", {class: "grid", x1: x(value), x2: x(value), y1: 0, y2: height - 20}),
          svg("text", {x: x(value), y: height - 5, "text-anchor": "middle"}, percentText(value, 1, high - low < 0.06 ? 1 : 0)),
        ),
      ),
      marks.map((mark) => mark.node),
    );
  });
}

function drawAccuracy({accuracies}) {
  const rows = accuracies.filter((row) => row.total > 0),
    first = rows[0];
  const change = (row) =>
    row === first || row.total !== first.total
      ? kDash
      : `${row.correct >= first.correct ? "+" : "\u2212"}${((100 * Math.abs(row.correct - first.correct)) / row.total).toFixed(2)} points`;
  return el(
    "figure",
    {},
    accuracyChart(rows),
    el(
      "div",
      {style: "margin-top:.6rem"},
      table(
        [
          {name: "Network", cell: (row) => [row.name, row.note && el("span", {class: "sub"}, row.note)]},
          {name: "Accuracy", number: true, cell: (row) => percentText(row.correct, row.total, 2)},
          {
            name: "95 % interval",
            number: true,
            cell: (row) =>
              wilson(row.correct, row.total)
                .map((p) => percentText(p))
                .join(" to "),
          },
          {name: "Right", number: true, cell: (row) => whole(row.correct)},
          {name: "Pictures", number: true, cell: (row) => whole(row.total)},
          {name: `Against ${first?.name ?? "the first"}`, number: true, cell: change},
        ],
        rows,
      ),
    ),
    note(
      "The interval says how far chance alone moves the figure with so many pictures (Wilson's interval). Rows over different pictures cannot be subtracted.",
    ),
  );
}

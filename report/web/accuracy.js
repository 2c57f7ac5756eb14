// The same network three times: float, int8 on the host, int8 on the board. And the curves of its training.

function accuracyChart(rows) {
  return responsive("Accuracy with its 95 % interval", (width) => {
    const left = Math.min(230, width * 0.42), line = 30, height = rows.length * line + 26;
    const ranges = rows.map((row) => wilson(row.correct, row.total));
    const low = Math.max(0, Math.floor(Math.min(...ranges.map((r) => r[0])) * 20 - 0.5) / 20), high = Math.min(1, Math.ceil(Math.max(...ranges.map((r) => r[1])) * 20 + 0.2) / 20);
    const x = scale([low, high], [left, width - 26]);
    const marks = rows.map((row, i) => {
      const y = i * line + 16, p = row.correct / row.total, [from, to] = ranges[i];
      return {
        node: svg("g", {}, svg("rect", {class: "hit", x: 0, y: y - 13, width, height: 26}), svg("line", {class: "line s1", x1: x(from), x2: x(to), y1: y, y2: y}),
          svg("circle", {class: "c1 mark", cx: x(p), cy: y, r: 5.5}),
          svg("text", {x: left - 10, y, dy: "0.32em", "text-anchor": "end"}, row.name.length * 6 > left ? `${row.name.slice(0, Math.floor(left / 6.4))}\u2026` : row.name)),
        text: `${row.name}: ${percentText(row.correct, row.total)}\n${whole(row.correct)} of ${whole(row.total)} right\n95 % interval ${percentText(from)} to ${percentText(to)}`,
      };
    });
    navigable(marks, {step: 1});
    return canvas(width, height, ticks(low, high, width < 500 ? 3 : 6).map((value) => svg("g", {},
      svg("line", {class: "grid", x1: x(value), x2: x(value), y1: 0, y2: height - 20}),
      svg("text", {x: x(value), y: height - 5, "text-anchor": "middle"}, percentText(value, 1, high - low < 0.06 ? 1 : 0)))), marks.map((mark) => mark.node));
  });
}

function drawAccuracy({accuracies}) {
  const rows = accuracies.filter((row) => row.total > 0), first = rows[0];
  const change = (row) => (row === first || row.total !== first.total ? kDash : `${row.correct >= first.correct ? "+" : "\u2212"}${((100 * Math.abs(row.correct - first.correct)) / row.total).toFixed(2)} points`);
  return el("figure", {}, accuracyChart(rows), el("div", {style: "margin-top:.6rem"}, table([
    {name: "Network", cell: (row) => [row.name, row.note && el("span", {class: "sub"}, row.note)]},
    {name: "Accuracy", number: true, cell: (row) => percentText(row.correct, row.total, 2)},
    {name: "95 % interval", number: true, cell: (row) => wilson(row.correct, row.total).map((p) => percentText(p)).join(" to ")},
    {name: "Right", number: true, cell: (row) => whole(row.correct)}, {name: "Pictures", number: true, cell: (row) => whole(row.total)},
    {name: `Against ${first?.name ?? "the first"}`, number: true, cell: change}], rows)),
  note("The interval says how far chance alone moves the figure with so many pictures (Wilson's interval). Rows over different pictures cannot be subtracted."));
}

function drawTraining({history}) {
  const xs = history.map((row) => row.epoch), of = (key) => history.map((row) => row[key]), best = history.find((row) => row.best)?.epoch;
  const has = (...keys) => keys.some((key) => of(key).some((value) => value != null));
  const pair = (key) => [{name: "training", class: "s1", ys: of(key)}, {name: "validation", class: "s2", ys: of(`validation_${key}`)}].filter((s) => s.ys.some((v) => v != null));
  const common = {xs, xName: "epoch", best};
  return el("figure", {},
    legend([{name: "training pictures (as augmented)", class: "s1", line: true}, {name: "validation pictures", class: "s2", line: true}]),
    el("div", {class: "pair"},
      has("loss", "validation_loss") && lineChart({...common, title: "Loss", series: pair("loss"), low: 0, text: (v) => significant(v)}),
      has("accuracy", "validation_accuracy") && lineChart({...common, title: "Accuracy", series: pair("accuracy"), text: (v) => percentText(v)}),
      has("learning_rate") && lineChart({...common, title: "Learning rate", series: [{name: "rate", class: "s3", ys: of("learning_rate")}], low: 0, text: (v) => significant(v, 2)})),
    folded("Epochs in figures", table([
      {name: "Epoch", number: true, cell: (r) => (r.best ? `${r.epoch}, kept` : r.epoch)}, {name: "Loss", number: true, cell: (r) => significant(r.loss, 4)},
      {name: "Accuracy", number: true, cell: (r) => percentText(r.accuracy)}, {name: "Validation loss", number: true, cell: (r) => significant(r.validation_loss, 4)},
      {name: "Validation accuracy", number: true, cell: (r) => percentText(r.validation_accuracy)}, {name: "Learning rate", number: true, cell: (r) => significant(r.learning_rate)}], history)));
}

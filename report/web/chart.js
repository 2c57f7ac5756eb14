// Scales, axes, legends and line charts in SVG. A chart is drawn for the width it is shown at, so that its text keeps its size.

// A box whose content is draw(width), drawn again when the width changes. On paper the SVG's viewBox scales.
function responsive(label, draw) {
  const box = el("div", {class: "chart", role: "group", "aria-label": label});
  let drawn = 0;
  const redraw = () => {
    const width = Math.round(box.clientWidth);
    if (width < 40 || width === drawn) return;
    drawn = width;
    box.replaceChildren(draw(width));
  };
  box.redraw = () => {
    drawn = 0;
    redraw();
  };
  new ResizeObserver(redraw).observe(box);
  kPending.push(redraw);
  return box;
}

// Charts drawn once everything stands in the page and has a width: see start().
const kPending = [];

function canvas(width, height, ...children) {
  return svg("svg", {viewBox: `0 0 ${width} ${height}`, width, height}, ...children);
}

function scale([from, to], [low, high]) {
  const factor = to === from ? 0 : (high - low) / (to - from);
  return (value) => low + (value - from) * factor;
}

// Round values from 0 or below `low` to `high`, about `count` of them. Powers of two for bytes.
function ticks(low, high, count, {binary = false} = {}) {
  const span = high - low || 1,
    rough = span / count;
  let step;
  if (binary) {
    step = 2 ** Math.ceil(Math.log2(rough));
  } else {
    const power = 10 ** Math.floor(Math.log10(rough));
    step = power * [1, 2, 5, 10].find((f) => f * power >= rough * 0.999);
  }
  const out = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i) out.push(i * step);
  return out;
}

function leftAxis(y, values, text, left, right) {
  return values.map((value) =>
    svg(
      "g",
      {},
      svg("line", {class: "grid", x1: left, x2: right, y1: y(value), y2: y(value)}),
      svg("text", {x: left - 6, y: y(value), dy: "0.32em", "text-anchor": "end"}, text(value)),
    ),
  );
}

// items: [{class, name, line}]; `line` shows a stroke, otherwise a filled square.
function legend(items) {
  return el(
    "ul",
    {class: "legend"},
    items.map((item) =>
      el(
        "li",
        {},
        svg(
          "svg",
          {viewBox: "0 0 14 10", "aria-hidden": "true"},
          item.line
            ? svg("line", {class: `line ${item.class}`, x1: 0, x2: 14, y1: 5, y2: 5})
            : svg("rect", {class: item.class, width: 10, height: 10}),
        ),
        item.name,
      ),
    ),
  );
}

function path(points) {
  let out = "",
    broken = true;
  for (const [x, y] of points) {
    if (y == null) broken = true;
    else ((out += `${broken ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`), (broken = false));
  }
  return out;
}

function lineAxis(x, xs, height, bottom) {
  const values = ticks(xs[0], xs.at(-1), Math.min(8, xs.length)).filter((value) => Number.isInteger(value));
  return values.map((value) => svg("text", {x: x(value), y: height - bottom + 16, "text-anchor": "middle"}, value));
}

// Lines over common x. spec: {title, xs, xName, series: [{name, class, ys}], text(value), low?, high?, best?: x}. Absent y (null) breaks a line.
function lineChart(spec) {
  return responsive(`${spec.title} by ${spec.xName}`, (width) => {
    const height = 220,
      left = 50,
      right = 12,
      top = 24,
      bottom = 26;
    const all = spec.series.flatMap((s) => s.ys).filter((value) => value != null);
    const low = spec.low ?? Math.min(...all),
      high = spec.high ?? Math.max(...all);
    const x = scale([spec.xs[0], spec.xs.at(-1)], [left + 6, width - right - 6]);
    const y = scale([low, high], [height - bottom, top]);
    const cursor = svg("line", {class: "cursor", y1: top, y2: height - bottom, visibility: "hidden"});
    const gap = (width - left - right) / spec.xs.length;
    const hits = spec.xs.map((at, i) => ({
      node: svg("rect", {class: "hit", x: x(at) - gap / 2, y: top, width: gap, height: height - top - bottom}),
      text: [`${spec.xName} ${at}`, ...spec.series.map((s) => `${s.name}: ${s.ys[i] == null ? kDash : spec.text(s.ys[i])}`)].join("\n"),
      enter: () => fill(cursor, {x1: x(at), x2: x(at), visibility: "visible"}, []),
      leave: () => cursor.setAttribute("visibility", "hidden"),
    }));
    navigable(hits);
    const dots =
      spec.xs.length > 40
        ? []
        : spec.series.map((s) =>
            s.ys.map(
              (value, i) => value != null && svg("circle", {class: s.class.replace("s", "c"), cx: x(spec.xs[i]), cy: y(value), r: 2.4}),
            ),
          );
    const best =
      spec.best != null &&
      svg(
        "g",
        {},
        svg("line", {class: "bound", x1: x(spec.best), x2: x(spec.best), y1: top, y2: height - bottom}),
        svg("text", {x: x(spec.best) - 4, y: top + 9, "text-anchor": "end"}, "kept"),
      );
    return canvas(
      width,
      height,
      svg("text", {class: "title", x: 0, y: 11}, spec.title),
      leftAxis(y, ticks(low, high, 5), spec.text, left, width - right),
      lineAxis(x, spec.xs, height, bottom),
      best,
      spec.series.map((s) =>
        svg("path", {class: `line ${s.class}`, d: path(s.ys.map((value, i) => [x(spec.xs[i]), value == null ? null : y(value)]))}),
      ),
      dots,
      cursor,
      hits.map((hit) => hit.node),
    );
  });
}

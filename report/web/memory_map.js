// The arena over time: x is what runs, y the address. A box is a buffer: from its first to its last step, at its offset.

const kBufferKinds = [
  ["input", "c3"],
  ["activation", "c1"],
  ["scratch", "c2"],
  ["output", "c4"],
];

function bufferClass(buffer) {
  return (kBufferKinds.find(([kind]) => kind === buffer.kind) ?? [null, "c5"])[1];
}

// As they come alive, from the bottom: the order for keys and tables.
function inOrder(buffers) {
  return [...buffers].sort((a, b) => a.first - b.first || a.offset - b.offset);
}

// Column 0 is before the first position, the last column after the last one.
function columnNames(map) {
  return ["before", ...map.positions, "after"];
}

function liveBytes(map) {
  return columnNames(map).map((_, i) => map.buffers.reduce((sum, b) => sum + (b.first <= i - 1 && i - 1 <= b.last ? b.bytes : 0), 0));
}

// Edges of the columns, 0..1: equal, or as wide as the layers are long (then `weights` holds one figure a position).
function columnEdges(map, weights) {
  const count = map.positions.length + 2,
    sum = weights?.reduce((a, b) => a + b, 0) || 1;
  const widths = Array.from({length: count}, (_, i) => {
    if (!weights) return 1 / count;
    return i === 0 || i === count - 1 ? 0.02 : 0.96 * (weights[i - 1] / sum);
  });
  return widths.reduce((edges, width) => [...edges, edges.at(-1) + width], [0]);
}

function bufferTip(buffer, map) {
  const names = columnNames(map),
    from = names[buffer.first + 1],
    to = names[buffer.last + 1];
  return [
    buffer.name,
    `${whole(buffer.bytes)} bytes (${bytesText(buffer.bytes)}), ${buffer.kind}`,
    `bytes ${whole(buffer.offset)} to ${whole(buffer.offset + buffer.bytes - 1)}`,
    from === to ? `during ${from}` : `${from} to ${to}`,
  ].join("\n");
}

function mapFrame(map, width) {
  const rotated = width / (map.positions.length + 2) < 70,
    longest = Math.max(...columnNames(map).map((name) => name.length));
  const foot = rotated ? Math.min(96, 14 + Math.min(longest, 16) * 4.6) : 22;
  return {width, left: 62, right: 8, top: 16, bottom: foot, height: 300 + foot, rotated};
}

function columnLabels(map, x, frame) {
  const names = columnNames(map);
  let last = -Infinity;
  return names.map((name, i) => {
    const at = (x(i) + x(i + 1)) / 2;
    if (at - last < 12) return null;
    last = at;
    const y = frame.height - frame.bottom + 14,
      text = name.length > 16 ? `${name.slice(0, 15)}\u2026` : name;
    return frame.rotated
      ? svg("text", {x: at, y: y - 3, "text-anchor": "end", transform: `rotate(-45 ${at} ${y - 3})`}, text)
      : svg("text", {x: at, y, "text-anchor": "middle"}, text);
  });
}

function mapChart(map, width, weights) {
  const frame = mapFrame(map, width),
    edges = columnEdges(map, weights),
    live = liveBytes(map);
  const inner = scale([0, 1], [frame.left, width - frame.right]),
    x = (i) => inner(edges[i]);
  const y = scale([0, Math.max(map.arena_bytes, ...live) * 1.02], [frame.height - frame.bottom, frame.top]);
  const marks = inOrder(map.buffers).map((b) => {
    const left = x(b.first + 1),
      right = x(b.last + 2),
      tall = y(b.offset) - y(b.offset + b.bytes);
    return {
      node: svg(
        "g",
        {class: "mark"},
        svg("rect", {
          class: bufferClass(b),
          x: left,
          y: y(b.offset + b.bytes),
          width: Math.max(1, right - left),
          height: Math.max(1, tall),
        }),
        right - left > b.name.length * 6.2 + 8 &&
          tall > 14 &&
          svg(
            "text",
            {class: "on-mark", x: (left + right) / 2, y: y(b.offset + b.bytes / 2), dy: "0.32em", "text-anchor": "middle", stroke: "none"},
            b.name,
          ),
      ),
      text: bufferTip(b, map),
    };
  });
  navigable(marks);
  const steps = live.map((bytes, i) => `${i === 0 ? "M" : "L"}${x(i).toFixed(1)} ${y(bytes).toFixed(1)}H${x(i + 1).toFixed(1)}`).join("");
  return canvas(
    width,
    frame.height,
    leftAxis(y, ticks(0, map.arena_bytes, 6, {binary: true}), bytesText, frame.left, width - frame.right),
    columnLabels(map, x, frame),
    marks.map((mark) => mark.node),
    svg("path", {class: "live", d: steps}),
    svg("line", {class: "limit", x1: frame.left, x2: width - frame.right, y1: y(map.arena_bytes), y2: y(map.arena_bytes)}),
    svg("line", {class: "bound", x1: frame.left, x2: width - frame.right, y1: y(map.lower_bound_bytes), y2: y(map.lower_bound_bytes)}),
  );
}

// Cycles of each position, where the layers are known: a position's name is a layer's, or several joined by ", ".
function positionCycles(map, layers) {
  const cycles = new Map(layers?.map((layer) => [layer.name, layer.cycles]));
  if (cycles.size !== layers?.length) return null; // names that repeat cannot be told apart
  const out = map.positions.map((name) => name.split(", ").reduce((sum, part) => sum + (cycles.get(part) ?? NaN), 0));
  return out.every(Number.isFinite) ? out : null;
}

function bufferTable(map) {
  const names = columnNames(map);
  const columns = [
    {name: "Buffer", cell: (b) => b.name},
    {name: "Kind", cell: (b) => b.kind},
    {name: "Offset", number: true, cell: (b) => whole(b.offset), sort: (b) => b.offset},
    {name: "Bytes", number: true, cell: (b) => whole(b.bytes), sort: (b) => b.bytes},
    {name: "From", cell: (b) => names[b.first + 1]},
    {name: "To", cell: (b) => names[b.last + 1]},
  ];
  return table(columns, inOrder(map.buffers));
}

// The arena is rounded up to 16 bytes: less than that above the bound is no waste.
function planNote(map) {
  const over = map.arena_bytes - map.lower_bound_bytes;
  const unproved = `The plan is ${whole(over)} bytes above it; whether a better one exists was not proved.`;
  const proved = `The plan is ${whole(over)} bytes above it, and it was proved that none is better.`;
  return note(
    `The arena takes ${whole(map.arena_bytes)} bytes. No plan can take less than ${whole(map.lower_bound_bytes)}: so much must be held at once. `,
    over < 16 ? "The plan reaches this bound." : map.optimal ? proved : unproved,
    " Bytes alive can exceed the arena where a step may overwrite its input.",
  );
}

function mapLegend(map) {
  const kinds = kBufferKinds.filter(([kind]) => map.buffers.some((b) => b.kind === kind)).map(([name, c]) => ({name, class: c}));
  const lines = [
    {name: "arena", class: "limit", line: true},
    {name: "lower bound", class: "bound", line: true},
    {name: "bytes alive", class: "live", line: true},
  ];
  return legend([...kinds, ...lines]);
}

function drawMemoryMap({memory_map: map, layers}) {
  const weights = positionCycles(map, layers);
  let timed = false;
  const label = `Arena over time: ${plural(map.buffers.length, "buffer")}, ${whole(map.arena_bytes)} bytes`;
  const chart = responsive(label, (width) => mapChart(map, width, timed ? weights : null));
  const choose = (value) => {
    timed = value;
    chart.redraw();
  };
  const choice = (value, text) =>
    el("label", {}, el("input", {type: "radio", name: "map-x", checked: value === timed, onchange: () => choose(value)}), ` ${text}`);
  return el(
    "figure",
    {},
    weights && el("fieldset", {}, el("legend", {}, "Columns"), choice(false, "one a step"), choice(true, "as wide as its cycles")),
    mapLegend(map),
    chart,
    planNote(map),
    folded("Buffers in figures", bufferTable(map)),
  );
}

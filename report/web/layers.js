// Where the cycles go: a strip whose pieces are as wide as the layers are long, and the table of layers.

function layerTip(layer, index, sum, timing) {
  return [
    `${index + 1}. ${layer.name}`,
    layer.summary || layer.op,
    `${layer.kernel}`,
    `${whole(layer.cycles)} cycles, ${percentText(layer.cycles, sum)}${timing ? `, ${msText((1e3 * layer.cycles) / timing.clock_hz)}` : ""}`,
    layer.macs > 0 && layer.cycles > 0 && `${significant(layer.macs / layer.cycles)} multiply-accumulates a cycle`,
  ]
    .filter(Boolean)
    .join("\n");
}

function layerStrip(layers, sum, timing) {
  return responsive("Cycles by layer, in the order they run", (width) => {
    const x = scale([0, sum || 1], [0, width]),
      height = 40;
    const kinds = [...new Set(layers.map((layer) => layer.op))];
    let start = 0;
    const marks = layers.map((layer, i) => {
      const from = start,
        room = x(layer.cycles);
      start += layer.cycles;
      const name = room > layer.name.length * 6.4 + 8 ? layer.name : room > 22 ? String(i + 1) : "";
      return {
        node: svg(
          "g",
          {class: "mark"},
          svg("rect", {class: `c${Math.min(kinds.indexOf(layer.op), 4) + 1}`, x: x(from), y: 2, width: Math.max(room, 0.5), height}),
          name && svg("text", {class: "on-mark", x: x(from) + room / 2, y: 26, "text-anchor": "middle", stroke: "none"}, name),
        ),
        text: layerTip(layer, i, sum, timing),
      };
    });
    navigable(marks);
    return canvas(
      width,
      height + 4,
      marks.map((mark) => mark.node),
    );
  });
}

function layerLegend(layers) {
  const kinds = [...new Set(layers.map((layer) => layer.op))];
  const items = kinds.slice(0, 4).map((name, i) => ({name, class: `c${i + 1}`}));
  if (kinds.length > 4) items.push({name: kinds.slice(4).join(", "), class: "c5"});
  return legend(items);
}

function layerCell(layer) {
  const kernel = el("span", {class: "mono"}, layer.kernel);
  return [
    el("strong", {}, layer.name),
    el("span", {class: "sub"}, layer.summary || layer.op),
    layer.rejected.length === 0
      ? el("span", {class: "sub"}, kernel)
      : el(
          "details",
          {},
          el("summary", {}, kernel, ` (${layer.rejected.length} not taken)`),
          el(
            "ul",
            {},
            layer.rejected.map((text) => el("li", {}, text)),
          ),
        ),
  ];
}

function shareCell(layer, sum, widest) {
  const width = `width:${((100 * layer.cycles) / widest).toFixed(2)}%`;
  return [percentText(layer.cycles, sum || 1), el("div", {class: "bar", style: width, "aria-hidden": "true"})];
}

function withSub(text, sub) {
  return [text, sub && el("span", {class: "sub"}, sub)];
}

function layerTable(layers, sum, timing) {
  const widest = Math.max(...layers.map((layer) => layer.cycles), 1),
    has = (test) => layers.some(test);
  const total = (key) => layers.reduce((all, layer) => all + layer[key], 0);
  const ms = (cycles) => timing && msText((1e3 * cycles) / timing.clock_hz);
  const each = ({macs, cycles}) => macs > 0 && `${significant(cycles / macs)} cycles each`;
  const columns = [
    {name: "#", number: true, cell: (l) => layers.indexOf(l) + 1, sort: (l) => -layers.indexOf(l), foot: ""},
    {name: "Layer and kernel", wide: true, cell: layerCell, foot: "All layers"},
    {name: "Share", bars: true, cell: (l) => shareCell(l, sum, widest), foot: ""},
    {
      name: "Cycles",
      number: true,
      sort: (l) => l.cycles,
      cell: (l) => withSub(whole(l.cycles), ms(l.cycles)),
      foot: withSub(whole(sum), ms(sum)),
    },
    has((l) => l.instructions > 0) && {
      name: "Instructions",
      number: true,
      cell: (l) => whole(l.instructions),
      sort: (l) => l.instructions,
      foot: whole(total("instructions")),
    },
    {
      name: "MACs",
      number: true,
      sort: (l) => l.macs,
      cell: (l) => withSub(short(l.macs), each(l)),
      foot: withSub(short(total("macs")), each({macs: total("macs"), cycles: sum})),
    },
    {
      name: "Weights",
      number: true,
      cell: (l) => (l.weights_bytes ? bytesText(l.weights_bytes) : kDash),
      sort: (l) => l.weights_bytes,
      foot: bytesText(total("weights_bytes")),
    },
    has((l) => l.sqnr_db != null) && {
      name: "SQNR dB",
      number: true,
      cell: (l) => (l.sqnr_db == null ? kDash : l.sqnr_db.toFixed(1)),
      sort: (l) => l.sqnr_db,
      foot: "",
    },
  ].filter(Boolean);
  return table(columns, layers, {footer: columns.map((column) => column.foot)});
}

function drawLayers({layers, layers_counted: counted, timing}) {
  const sum = layers.reduce((all, layer) => all + layer.cycles, 0);
  const outside = counted && timing ? timing.cycles - sum : 0;
  return [
    el("figure", {}, layerLegend(layers), layerStrip(layers, sum, timing)),
    el("div", {style: "margin-top:1rem"}, layerTable(layers, sum, timing)),
    note(
      counted
        ? "Cycles are without wait states, with everything a layer calls."
        : "Cycles are the catalogue's estimates: this firmware was not run on the emulator.",
      outside > 0 ? ` Another ${plural(outside, "cycle")} of run() belong to no layer.` : "",
      layers.some((l) => l.sqnr_db != null)
        ? " SQNR compares each layer's int8 output with the float network's: 40 dB is an error of one hundredth, 20 dB of one tenth; a sudden fall names the layer to look at."
        : "",
    ),
  ];
}

// RAM and flash against the board's limits: one stacked bar a region, and the table behind it.

function regionChart(name, region) {
  const used = region.parts.reduce((sum, part) => sum + part.bytes, 0);
  return responsive(`${name}: ${bytesText(used)} of ${bytesText(region.limit_bytes)}`, (width) => {
    const x = scale([0, Math.max(used, region.limit_bytes)], [0, width - 1]),
      top = 20,
      height = 26;
    let start = 0;
    const marks = region.parts
      .filter((part) => part.bytes > 0)
      .map((part) => {
        const from = start,
          index = region.parts.indexOf(part);
        start += part.bytes;
        const room = x(part.bytes);
        return {
          node: svg(
            "g",
            {class: "mark"},
            svg("rect", {class: `c${Math.min(index, 4) + 1}`, x: x(from), y: top, width: Math.max(1, room), height}),
            room > part.name.length * 6.6 + 10 && svg("text", {class: "on-mark", x: x(from) + 6, y: top + 17, stroke: "none"}, part.name),
          ),
          text: [
            `${part.name}: ${bytesText(part.bytes)}`,
            `${whole(part.bytes)} bytes, ${percentText(part.bytes, region.limit_bytes)} of the limit`,
            part.note,
          ]
            .filter(Boolean)
            .join("\n"),
        };
      });
    navigable(marks);
    const limit = x(region.limit_bytes),
      late = limit > width / 2;
    return canvas(
      width,
      64,
      svg("text", {class: "title", x: 0, y: 11}, `${name}: ${bytesText(used)}`),
      svg("rect", {class: "band", x: 0, y: top, width: limit, height}),
      marks.map((mark) => mark.node),
      svg("line", {class: "limit", x1: limit, x2: limit, y1: top - 4, y2: top + height + 4}),
      svg("text", {x: limit, y: top + height + 16, "text-anchor": late ? "end" : "start"}, `limit ${bytesText(region.limit_bytes)}`),
    );
  });
}

function regionTable(name, region) {
  const used = region.parts.reduce((sum, part) => sum + part.bytes, 0),
    left = region.limit_bytes - used;
  return table(
    [
      {name, cell: (part) => part.name},
      {name: "Bytes", number: true, cell: (part) => whole(part.bytes)},
      {name: "Of the limit", number: true, cell: (part) => percentText(part.bytes, region.limit_bytes)},
      {name: "What it is", cell: (part) => part.note},
    ],
    region.parts,
    {
      footer: [
        "Sum",
        whole(used),
        percentText(used, region.limit_bytes),
        `${left < 0 ? `${whole(-left)} bytes too many` : `${whole(left)} bytes left`} of ${whole(region.limit_bytes)}${region.limit_note ? ` (${region.limit_note})` : ""}`,
      ],
    },
  );
}

function drawSizes({sizes}) {
  return [
    ["RAM", sizes.ram],
    ["Flash", sizes.flash],
  ].map(([name, region]) =>
    el(
      "figure",
      {},
      regionChart(name, region),
      legend(region.parts.map((part, i) => ({name: `${part.name} ${bytesText(part.bytes)}`, class: `c${Math.min(i, 4) + 1}`}))),
      folded(`${name} in figures`, regionTable(name, region)),
    ),
  );
}

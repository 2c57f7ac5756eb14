// Which classes are taken for which. Few classes: a table of counts. Many: a picture of cells. Always: the most frequent confusions.

const kMatrixClasses = 24;

// {n, labels, cells, rows: true counts, columns: predicted counts, hits: right counts, at: Map of "t,p" -> count}
function confusionSums({labels, cells}) {
  const n = labels.length,
    zeros = () => new Array(n).fill(0);
  const sums = {n, labels, cells, rows: zeros(), columns: zeros(), hits: zeros(), at: new Map()};
  for (const [t, p, count] of cells) {
    sums.rows[t] += count;
    sums.columns[p] += count;
    if (t === p) sums.hits[t] = count;
    sums.at.set(t * n + p, count);
  }
  return sums;
}

function cellTip(sums, t, p) {
  const count = sums.at.get(t * sums.n + p) ?? 0;
  return `True: ${sums.labels[t]}\nPredicted: ${sums.labels[p]}\n${plural(count, "picture")}, ${percentText(count, sums.rows[t])} of the true class`;
}

function matrixTable(sums) {
  const marks = [];
  const tilted = sums.n > 6 || sums.labels.some((label) => label.length > 12);
  const rows = sums.labels.map((label, t) =>
    el(
      "tr",
      {},
      el("th", {scope: "row", title: label}, label),
      sums.labels.map((_, p) => {
        const count = sums.at.get(t * sums.n + p) ?? 0,
          part = sums.rows[t] ? (100 * count) / sums.rows[t] : 0;
        const node = el(
          "td",
          {
            class: count === 0 ? "none" : `${t === p ? "right" : "wrong"}${part > 55 ? " full" : ""}`,
            style: `--part:${Math.max(part, 8).toFixed(0)}`,
          },
          count === 0 ? "\u00b7" : whole(count),
        );
        marks.push({node, text: cellTip(sums, t, p)});
        return node;
      }),
    ),
  );
  navigable(marks, {step: sums.n});
  return el(
    "div",
    {class: "scroll"},
    note("Rows: true class. Columns: predicted class. Shade: share of the row."),
    el(
      "table",
      {class: `matrix${tilted ? " tilted" : ""}`},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("td", {style: "background:none"}),
          sums.labels.map((label) => el("th", {scope: "col", title: label}, el("span", {}, label))),
        ),
      ),
      el("tbody", {}, rows),
    ),
  );
}

function paintCells(node, sums, side) {
  const style = getComputedStyle(document.documentElement),
    colour = (name) => style.getPropertyValue(name).trim();
  const context = node.getContext("2d"),
    cell = side / sums.n,
    size = Math.max(cell, 2.5);
  const right = colour("--c3"),
    wrong = colour("--c2");
  context.globalAlpha = 1;
  context.fillStyle = colour("--sunken");
  context.fillRect(0, 0, side, side);
  const faintFirst = [...sums.cells].sort((a, b) => (a[0] === a[1]) - (b[0] === b[1]) || a[2] - b[2]);
  for (const [t, p, count] of faintFirst) {
    context.fillStyle = t === p ? right : wrong;
    context.globalAlpha = 0.3 + 0.7 * Math.sqrt(count / sums.rows[t]);
    context.fillRect(p * cell, t * cell, size, size);
  }
}

function matrixPicture(sums) {
  const side = 900,
    node = el("canvas", {
      class: "cells",
      width: side,
      height: side,
      style: "width:34rem",
      tabindex: "0",
      role: "img",
      "aria-label": `Confusion matrix of ${sums.n} classes; arrow keys move among its cells. The tables below hold the same.`,
    });
  let at = [0, 0];
  const show = () => {
    const box = node.getBoundingClientRect(),
      step = box.width / sums.n;
    showTip(cellTip(sums, ...at), new DOMRect(box.left + at[1] * step, box.top + at[0] * step, step, step));
  };
  const clamp = (value) => Math.min(sums.n - 1, Math.max(0, value));
  fill(
    node,
    {
      onpointermove: (event) => {
        const box = node.getBoundingClientRect();
        at = [
          clamp(Math.floor(((event.clientY - box.top) / box.height) * sums.n)),
          clamp(Math.floor(((event.clientX - box.left) / box.width) * sums.n)),
        ];
        show();
      },
      onpointerleave: hideTip,
      onblur: hideTip,
      onfocus: show,
      onkeydown: (event) => {
        const move = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[event.key];
        if (event.key === "Escape") hideTip();
        if (!move) return;
        event.preventDefault();
        at = [clamp(at[0] + move[0]), clamp(at[1] + move[1])];
        show();
      },
    },
    [],
  );
  paintCells(node, sums, side);
  const repaint = () => paintCells(node, sums, side);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  addEventListener("beforeprint", repaint);
  addEventListener("afterprint", repaint);
  return el(
    "figure",
    {},
    node,
    note(
      "Rows from top to bottom: true class. Columns from left to right: predicted class, in the order of the labels. Green: right. Orange: wrong.",
    ),
  );
}

function drawConfusion({confusion}) {
  const sums = confusionSums(confusion),
    shown = sums.n <= kMatrixClasses ? 12 : 20;
  const wrong = sums.cells.filter(([t, p]) => t !== p).sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1]);
  const classes = sums.labels
    .map((_, i) => i)
    .filter((i) => sums.rows[i] > 0)
    .sort((a, b) => sums.hits[a] / sums.rows[a] - sums.hits[b] / sums.rows[b] || a - b);
  const few = classes.slice(0, sums.n <= kMatrixClasses ? sums.n : shown);
  return [
    sums.n <= kMatrixClasses ? matrixTable(sums) : matrixPicture(sums),
    el(
      "div",
      {class: "pair", style: "margin-top:1.2rem"},
      wrong.length > 0 &&
        table(
          [
            {name: "True", cell: ([t]) => sums.labels[t]},
            {name: "Taken for", cell: ([, p]) => sums.labels[p]},
            {name: "Pictures", number: true, cell: ([, , count]) => whole(count)},
            {name: "Of the class", number: true, cell: ([t, , count]) => percentText(count, sums.rows[t])},
          ],
          wrong.slice(0, shown),
          {
            caption:
              wrong.length > shown
                ? `The ${shown} most frequent confusions of ${whole(wrong.length)}`
                : "All confusions, most frequent first",
          },
        ),
      table(
        [
          {name: "Class", cell: (i) => sums.labels[i]},
          {name: "Pictures", number: true, cell: (i) => whole(sums.rows[i])},
          {name: "Recall", number: true, cell: (i) => percentText(sums.hits[i], sums.rows[i])},
          {name: "Precision", number: true, cell: (i) => percentText(sums.hits[i], sums.columns[i])},
        ],
        few,
        {
          caption:
            few.length < classes.length
              ? `The ${few.length} classes with the lowest recall, of ${whole(sums.n)}`
              : "Classes, lowest recall first",
        },
      ),
    ),
    note(
      `${confusion.engine ? `Predictions of: ${confusion.engine}. ` : ""}Recall: how many of a class's pictures were found. Precision: how many of the pictures called so really are.`,
    ),
  ];
}

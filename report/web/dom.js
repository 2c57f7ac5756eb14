// Elements from values. Text is always set as text, never parsed as markup: labels and file names may hold anything.

const kSvg = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}

// el("td", {class: "number"}, "12")
function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(kSvg, tag), attributes, children);
}

// A table. columns: {name, number | bars | wide, cell(row), sort(row)}. cell gives text or a node; the first column heads its row.
// `wide` is at least a line of text wide. With `sort`, its heading is a button that orders the rows by that value. The footer, if any, is a list of cells.
function table(columns, rows, {caption, footer} = {}) {
  const kind = (column) => ["number", "bars", "wide"].find((name) => column[name]) ?? (column === columns[0] ? "first" : null);
  const line = (row) =>
    el(
      "tr",
      {},
      columns.map((column, i) =>
        i === 0 ? el("th", {scope: "row", class: kind(column)}, column.cell(row)) : el("td", {class: kind(column)}, column.cell(row)),
      ),
    );
  const body = el("tbody", {}, rows.map(line));
  const lines = [...body.children];
  const headings = columns.map((column) => el("th", {scope: "col", class: kind(column)}, column.name));
  columns.forEach((column, i) => {
    if (column.sort) headings[i].replaceChildren(el("button", {type: "button", title: "Sort", onclick: () => reorder(i)}, column.name));
  });
  const reorder = (i) => {
    const up = headings[i].getAttribute("aria-sort") === "descending";
    headings.forEach((heading) => heading.removeAttribute("aria-sort"));
    headings[i].setAttribute("aria-sort", up ? "ascending" : "descending");
    const order = rows.map((row, k) => [columns[i].sort(row) ?? -Infinity, k]);
    order.sort(([a, k], [b, l]) => ((a > b) - (a < b)) * (up ? 1 : -1) || k - l);
    body.append(...order.map(([, k]) => lines[k]));
  };
  return el(
    "div",
    {class: "scroll"},
    el(
      "table",
      {},
      caption && el("caption", {}, caption),
      el("thead", {}, el("tr", {}, headings)),
      body,
      footer &&
        el(
          "tfoot",
          {},
          el(
            "tr",
            {},
            columns.map((column, i) => el(i === 0 ? "th" : "td", {class: kind(column), scope: i === 0 ? "row" : null}, footer[i] ?? "")),
          ),
        ),
    ),
  );
}

function folded(summary, ...children) {
  return el("details", {}, el("summary", {}, summary), ...children);
}

function note(...children) {
  return el("p", {class: "note"}, ...children);
}

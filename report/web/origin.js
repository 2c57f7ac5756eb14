// Where the result comes from and how to make it again: data set, counted or estimated, description, files, commands.

function drawDataSet({data}) {
  const sum = (key) => data.classes.reduce((all, row) => all + row[key], 0),
    parts = ["train", "validation", "test", "unreadable"].filter((key) => sum(key) > 0);
  const largest = [...data.classes].sort((a, b) => b.train - a.train),
    many = data.classes.length > 60;
  const classes = table(
    [
      {name: "Class", cell: (row) => row.name, sort: (row) => row.name},
      ...parts.map((key) => ({
        name: key[0].toUpperCase() + key.slice(1),
        number: true,
        cell: (row) => whole(row[key]),
        sort: (row) => row[key],
      })),
    ],
    data.classes,
    {footer: [plural(data.classes.length, "class", "classes"), ...parts.map((key) => whole(sum(key)))]},
  );
  return [
    el(
      "p",
      {},
      el("span", {class: "mono"}, data.path),
      `: ${data.kind}, ${plural(data.classes.length, "class", "classes")}, ${plural(sum("train") + sum("validation") + sum("test"), "picture")}.`,
    ),
    data.warnings.map((text) => el("p", {class: "warning"}, text)),
    many
      ? folded(`All classes; training pictures from ${whole(largest.at(-1).train)} to ${whole(largest[0].train)} a class`, classes)
      : classes,
    data.problems.length > 0 &&
      folded(
        `${plural(data.problems.length, "file")} left out`,
        table(
          [
            {name: "File", cell: (row) => el("span", {class: "mono"}, row.file)},
            {name: "Why", cell: (row) => row.text},
          ],
          data.problems,
        ),
      ),
  ];
}

function drawFigures({figures}) {
  return table(
    [
      {name: "Figure", cell: (row) => row.name},
      {name: "How", cell: (row) => el("span", {class: `tag ${row.how === "counted" || row.how === "estimated" ? row.how : ""}`}, row.how)},
      {name: "What that means", cell: (row) => row.text},
    ],
    figures,
  );
}

function drawFiles({files}) {
  return table(
    [
      {name: "File", cell: (row) => el("span", {class: "mono"}, row.path)},
      {name: "Bytes", number: true, cell: (row) => whole(row.bytes)},
      {name: "For", cell: (row) => row.text},
    ],
    files,
  );
}

function drawRun({run}) {
  return el("pre", {tabindex: "0"}, el("code", {}, run));
}

function drawCommands({commands}) {
  return el("pre", {tabindex: "0"}, el("code", {}, commands.join("\n")));
}

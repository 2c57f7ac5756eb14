// The curves of training, and their figures.

function drawTraining({history}) {
  const xs = history.map((row) => row.epoch),
    of = (key) => history.map((row) => row[key]),
    best = history.find((row) => row.best)?.epoch;
  const has = (...keys) => keys.some((key) => of(key).some((value) => value != null));
  const pair = (key) =>
    [
      {name: "training", class: "s1", ys: of(key)},
      {name: "validation", class: "s2", ys: of(`validation_${key}`)},
    ].filter((s) => s.ys.some((v) => v != null));
  const common = {xs, xName: "epoch", best};
  return el(
    "figure",
    {},
    legend([
      {name: "training pictures (as augmented)", class: "s1", line: true},
      {name: "validation pictures", class: "s2", line: true},
    ]),
    el(
      "div",
      {class: "pair"},
      has("loss", "validation_loss") && lineChart({...common, title: "Loss", series: pair("loss"), low: 0, text: (v) => significant(v)}),
      has("accuracy", "validation_accuracy") &&
        lineChart({...common, title: "Accuracy", series: pair("accuracy"), text: (v) => percentText(v)}),
      has("learning_rate") &&
        lineChart({
          ...common,
          title: "Learning rate",
          series: [{name: "rate", class: "s3", ys: of("learning_rate")}],
          low: 0,
          text: (v) => significant(v, 2),
        }),
    ),
    folded(
      "Epochs in figures",
      table(
        [
          {name: "Epoch", number: true, cell: (r) => (r.best ? `${r.epoch}, kept` : r.epoch)},
          {name: "Loss", number: true, cell: (r) => significant(r.loss, 4)},
          {name: "Accuracy", number: true, cell: (r) => percentText(r.accuracy)},
          {name: "Validation loss", number: true, cell: (r) => significant(r.validation_loss, 4)},
          {name: "Validation accuracy", number: true, cell: (r) => percentText(r.validation_accuracy)},
          {name: "Learning rate", number: true, cell: (r) => significant(r.learning_rate)},
        ],
        history,
      ),
    ),
  );
}

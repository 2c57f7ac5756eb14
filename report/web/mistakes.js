// The mistakes made with most confidence, as pictures: wrong labels and doubtful pictures show here first.

function drawMistakes({mistakes}) {
  return el(
    "ul",
    {class: "gallery"},
    mistakes.map((m) =>
      el(
        "li",
        {},
        el(
          "figure",
          {},
          el(
            "div",
            {class: "frame"},
            el("img", {src: `data:image/png;base64,${m.png}`, alt: `A picture of ${m.true} taken for ${m.predicted}`}),
          ),
          el(
            "figcaption",
            {},
            el("div", {}, el("span", {class: "said"}, m.predicted), ` ${percentText(m.score)}`),
            el("div", {}, `is ${m.true}`, m.true_score == null ? "" : ` ${percentText(m.true_score)}`),
            el("div", {class: "file mono"}, m.file),
          ),
        ),
      ),
    ),
  );
}

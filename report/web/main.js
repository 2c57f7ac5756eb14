// The sections in their order, each left out where its data is absent; the list of contents; and what a test can read of it all:
// <html data-state="ready" data-sections="sizes speed ..." data-errors="...">.

const kSections = [
  {
    key: "sizes",
    title: "Does it fit",
    lead: "Memory against what the board has. Everything that lives in RAM or flash while the network runs is counted.",
    draw: drawSizes,
  },
  {key: "timing", title: "How fast", lead: "One call of run(), from its first instruction to its return.", draw: drawSpeed},
  {
    key: "layers",
    title: "Layers",
    lead: "Where the cycles go, in the order the layers run. Colours are kinds of layers.",
    draw: drawLayers,
  },
  {
    key: "memory_map",
    title: "Memory over time",
    lead: "The arena's bytes from bottom to top, the run from left to right. Buffers share bytes when their times do not meet.",
    draw: drawMemoryMap,
  },
  {
    key: "accuracy",
    from: "accuracies",
    title: "Accuracy",
    lead: "The trained network in float, and its integers on the host and on the board. The integers must agree with each other to the bit.",
    draw: drawAccuracy,
  },
  {key: "confusion", title: "Confusions", lead: "Which classes are taken for which.", draw: drawConfusion},
  {
    key: "mistakes",
    title: "Worst mistakes",
    lead: "Wrong answers given with most confidence. Look for wrong labels first.",
    draw: drawMistakes,
  },
  {
    key: "training",
    from: "history",
    title: "Training",
    lead: "Where the validation loss rises while the training loss falls, the network overfits.",
    draw: drawTraining,
  },
  {key: "data", title: "Data set", lead: "What it was trained and judged on.", draw: drawDataSet},
  {key: "figures", title: "Counted or estimated", lead: "How far each figure of this page can be trusted.", draw: drawFigures},
  {key: "run", title: "Description of the run", lead: "With all defaults filled in.", draw: drawRun},
  {key: "files", title: "Files", lead: "What was written.", draw: drawFiles},
  {key: "commands", title: "Do it again", lead: "The same inputs and seed give the same bytes.", draw: drawCommands},
];

function collectErrors(root) {
  const errors = [];
  const add = (text) => {
    errors.push(text);
    root.dataset.errors = errors.join("\n");
  };
  addEventListener("error", (event) => add(event.message ?? `could not load ${event.target?.localName}`), true);
  addEventListener("unhandledrejection", (event) => add(String(event.reason)));
  addEventListener("securitypolicyviolation", (event) => add(`refused: ${event.blockedURI}`));
  for (const level of ["error", "warn"]) {
    const print = console[level].bind(console);
    console[level] = (...values) => {
      add(values.join(" "));
      print(...values);
    };
  }
  return add;
}

function drawSection(section, data) {
  return el(
    "section",
    {id: section.key, "aria-labelledby": `${section.key}-title`},
    el("h2", {id: `${section.key}-title`}, section.title),
    el("p", {class: "lead"}, section.lead),
    section.draw(data),
  );
}

function drawContents(sections) {
  const links = sections.map((section) => el("a", {href: `#${section.key}`}, section.title));
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        links.forEach((link) => link.removeAttribute("aria-current"));
        links[sections.findIndex((section) => section.key === entry.target.id)].setAttribute("aria-current", "true");
      }
    },
    {rootMargin: "0px 0px -75% 0px"},
  );
  sections.forEach((section) => seen.observe(document.getElementById(section.key)));
  return el(
    "ol",
    {},
    links.map((link) => el("li", {}, link)),
  );
}

// On paper nothing stays folded.
function unfoldForPrint() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((node) => {
      node.open = true;
    });
  });
  addEventListener("afterprint", () =>
    opened.forEach((node) => {
      node.open = false;
    }),
  );
}

function start() {
  const root = document.documentElement,
    addError = collectErrors(root),
    main = document.getElementById("content");
  const data = JSON.parse(document.getElementById("data").textContent),
    drawn = [];
  for (const section of kSections.filter((s) => data[s.from ?? s.key] !== undefined)) {
    try {
      main.append(drawSection(section, data));
      drawn.push(section);
    } catch (error) {
      addError(`${section.key}: ${error.stack ?? error}`);
      main.append(el("section", {}, el("h2", {}, section.title), note("This section could not be drawn. This is a bug in Pinhole.")));
    }
  }
  kPending.forEach((draw) => draw());
  document.getElementById("contents").append(drawContents(drawn));
  unfoldForPrint();
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideTip();
  });
  addEventListener("scroll", moveTip, {passive: true});
  root.dataset.sections = drawn.map((section) => section.key).join(" ");
  const wide = [...document.querySelectorAll("section > *, section figure")].filter(
    (node) => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX === "visible",
  );
  if (root.scrollWidth > root.clientWidth) root.dataset.overflow = `page ${wide.map((node) => node.closest("section").id).join(" ")}`;
  root.dataset.state = "ready";
}

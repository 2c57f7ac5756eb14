// The tip, and moving among a chart's marks by pointer or keyboard: one stop for Tab, arrows within, Escape closes the tip.

function placeTip(box) {
  const tip = document.getElementById("tip");
  const size = tip.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left + box.width / 2 - size.width / 2), document.documentElement.clientWidth - size.width - 8);
  const above = box.top - size.height - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above >= 4 ? above : Math.min(box.bottom + 8, innerHeight - size.height - 4)}px`;
}

function showTip(text, box) {
  const tip = document.getElementById("tip");
  tip.textContent = text;
  tip.hidden = false;
  placeTip(box);
}

function hideTip() {
  document.getElementById("tip").hidden = true;
}

// When the page scrolls: the tip stays with a mark that the keyboard is on, otherwise it closes.
function moveTip() {
  const mark = document.querySelector(".at:focus");
  if (mark) placeTip(mark.getBoundingClientRect());
  else hideTip();
}

// marks: [{node, text, enter?, leave?}] in reading order; `text` is the tip and the mark's accessible name; enter and leave are called
// when the mark becomes, or stops being, the one looked at. `step`: how far up and down arrows go (columns of a grid).
function navigable(marks, {step = 1} = {}) {
  let current = 0,
    looked = null;
  const leave = () => {
    looked?.node.classList.remove("at");
    looked?.leave?.();
    looked = null;
    hideTip();
  };
  const look = (mark) => {
    leave();
    looked = mark;
    mark.node.classList.add("at");
    mark.enter?.();
    showTip(mark.text, mark.node.getBoundingClientRect());
  };
  const go = (index) => {
    if (index < 0 || index >= marks.length) return;
    marks[current].node.setAttribute("tabindex", "-1");
    current = index;
    marks[current].node.setAttribute("tabindex", "0");
    marks[current].node.focus();
  };
  const moves = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -step, ArrowDown: step, Home: -Infinity, End: Infinity};
  marks.forEach((mark, i) => {
    fill(
      mark.node,
      {
        tabindex: i === 0 ? "0" : "-1",
        role: mark.node.localName === "td" ? null : "img",
        "aria-label": mark.text.replaceAll("\n", "; "),
        onpointerenter: () => look(mark),
        onpointerleave: leave,
        onfocus: () => look(mark),
        onblur: leave,
        onkeydown: (event) => {
          if (event.key === "Escape") leave();
          const move = moves[event.key];
          if (move === undefined) return;
          event.preventDefault();
          go(move === Infinity ? marks.length - 1 : move === -Infinity ? 0 : i + move);
        },
      },
      [],
    );
  });
}

// One call of run(): counts, milliseconds, energy.

function drawSpeed({timing, layers}) {
  const stalls = timing.board_cycles == null ? null : timing.board_cycles - timing.cycles;
  const macs = layers?.reduce((sum, layer) => sum + layer.macs, 0);
  const rows = [
    ["Instructions", whole(timing.instructions), "Each one executed, counted by the emulator."],
    [
      "Cycles, memory without wait states",
      whole(timing.cycles),
      `${msText(timing.ms)} at ${significant(timing.clock_hz / 1e6)} MHz. The figure to compare with other engines.`,
    ],
    stalls != null && [
      "Cycles with the board's memory",
      whole(timing.board_cycles),
      `${msText(timing.board_ms)}. Waiting for memory adds ${percentText(stalls, timing.cycles)}; this is an estimate.`,
    ],
    macs > 0 && ["Multiply-accumulates", whole(macs), `${significant(timing.cycles / macs)} cycles each, everything included.`],
    timing.millijoules != null && [
      "Energy",
      `${significant(timing.millijoules)} mJ`,
      `Estimate: ${significant(timing.volts)} V \u00d7 ${significant(timing.milliamperes)} mA \u00d7 ${msText(timing.board_ms ?? timing.ms)}. ${timing.supply_source}`,
    ],
    ["Runs a second", significant(1e3 / (timing.board_ms ?? timing.ms)), "If nothing else runs."],
  ].filter(Boolean);
  return table(
    [
      {name: "Figure", cell: (r) => r[0]},
      {name: "Value", number: true, cell: (r) => r[1]},
      {name: "Meaning", cell: (r) => r[2]},
    ],
    rows,
  );
}

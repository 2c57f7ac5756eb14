// Figures as text. Absent figures (null) are a dash. Bytes as base/text.h writes them: 1 KB is 1024 bytes.

const kDash = "\u2013",
  kGap = "\u00a0";

function whole(value) {
  return value == null ? kDash : Math.round(value).toLocaleString("en-US");
}

function significant(value, digits = 3) {
  if (value == null) return kDash;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 10 ** digits - 0.5) return whole(value);
  if (size < 1e-4) return value.toExponential(digits - 1);
  return value.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

function bytesText(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function percentText(part, total = 1, digits = 1) {
  return part == null || !(total > 0) ? kDash : `${((100 * part) / total).toFixed(digits)}${kGap}%`;
}

// 12,345,678 -> "12.3 M": for axes and tight columns.
function short(value) {
  if (value == null) return kDash;
  for (const [unit, name] of [
    [1e9, " G"],
    [1e6, " M"],
    [1e3, " k"],
  ]) {
    if (value >= unit * 0.9995) return significant(value / unit) + name;
  }
  return significant(value);
}

function msText(ms) {
  return `${significant(ms)}${kGap}ms`;
}

function plural(count, one, many = `${one}s`) {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

// The 95 % interval of a proportion (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927).
function wilson(correct, total) {
  const z = 1.959964,
    p = correct / total,
    square = (z * z) / total;
  const middle = (p + square / 2) / (1 + square);
  const half = (z / (1 + square)) * Math.sqrt((p * (1 - p)) / total + square / total / 4);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

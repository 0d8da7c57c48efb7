// Where things stand: figures of rows are as high as their rows need at this width, so that no name is cut.

export const rowHeight = {
  line: 18, // of text
  bar: 14,
  gap: 4, // between a name and its bar
  space: 12, // between two rows
  band: (figure) => figure.labelLines * rowHeight.line + rowHeight.gap + rowHeight.bar + rowHeight.space,
};

const axisHeight = 28;
const edge = 8; // of the box around the bars
const laneWidth = 120; // the least that a running share needs
const narrow = 480; // a figure narrower than this has fewer axis labels

/** Sets a figure's own measures and the height of its box before it is drawn. */
export function measure(figure, box, outer, font) {
  if (figure.layout !== 'rows') return;
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `13px ${font}`;
  const size = (text) => pen.measureText(text).width;
  figure.texts = textsOf(figure.rows, outer - 2 * edge, size);
  figure.labelLines = Math.max(1, ...figure.texts.map((text) => text.name.length + (text.below ? 1 : 0)));
  figure.lane = laneOf(figure, outer - 2 * edge, size);
  setHeight(box, topOf(figure) + figure.rows.length * rowHeight.band(figure) + axisHeight);
}

/**
 * What stands above each bar: the name, how many items stand behind it and, on the right, the figure. Where that is too much for one
 * line in any row, the names of all get the whole width, and the items a line of their own beside the figure, if need be in short.
 */
export function textsOf(rows, width, size) {
  const room = Math.max(120, Math.floor(width - Math.max(0, ...rows.map((row) => size(row.value ?? ''))) - 16));
  const beside = (row) => `\u00b7 ${row.of}`;
  const below = rows.some((row) => row.of && size(`${row.label} ${beside(row)}`) > room);
  const short = rows.some((row) => size(row.of ?? '') > room);
  return rows.map((row) => {
    if (!row.of) return { name: wrap(size, row.label, room) };
    if (below) return { name: wrap(size, row.label, width), of: short ? row.ofShort : row.of, at: 0, below };
    return { name: [row.label], of: beside(row), at: size(`${row.label} `) };
  });
}

/** Where a running share has room beside all names and figures, so that its line crosses none; undefined where it has too little. */
function laneOf(figure, width, size) {
  const names = figure.texts.flatMap((text) => [...text.name.map(size), text.of ? text.at + size(text.of) : 0]);
  const from = Math.max(...names) + 16;
  const to = width - Math.max(0, ...figure.rows.map((row) => size(row.value ?? ''))) - 16;
  return to - from >= laneWidth ? { from, to, width } : undefined;
}

/** Breaks a text between words. The library's own breaking takes every Cyrillic letter for as wide as a Chinese one. */
function wrap(size, text, width) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    const longer = lines[last] ? `${lines[last]} ${word}` : word;
    if (lines[last] && size(longer) > width) lines.push(word);
    else lines[last] = longer;
  }
  return lines;
}

/** The height goes through the style object, which the page's policy allows; a style attribute it does not. */
function setHeight(box, height) {
  box.style.height = `${Math.ceil(height)}px`;
}

/** Options that depend on the figure's shape and width alone. */
export function place(figure, options, width) {
  for (const series of options.series) {
    if (series.type === 'scatter') series.z = 4; // marks lie over the line's own dots
    if (series.stack === 'normal') series.z = 1; // the normal range lies under everything
  }
  if (figure.layout === 'rows') return placeRows(figure, options);
  const side = figure.small ? 4 : edge;
  options.grid = { left: side, right: side + 4, top: 12, bottom: side, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' };
  if (figure.small) onlyEnds(options);
  else if (width < narrow) options.yAxis.forEach((axis) => { axis.splitNumber = 2; });
  return options;
}

/** A bar stands in the middle of its band and its name reaches up into the band above; the first name needs the room on top. */
function topOf(figure) {
  const { line, gap, bar } = rowHeight;
  return Math.max(0, figure.labelLines * line + gap + bar / 2 - rowHeight.band(figure) / 2) + 4;
}

function placeRows(figure, options) {
  options.grid = { left: edge, right: edge, top: topOf(figure), bottom: axisHeight, outerBoundsMode: 'none' };
  options.series.push({
    type: 'custom', renderItem: 'fmt:rowText', silent: true, z: 3, encode: { x: 0, y: 1 },
    data: figure.rows.map((row, i) => [0, i]), tooltip: { show: false }, animation: false,
  });
  for (const series of options.series) {
    if (series.type === 'bar') series.barWidth = rowHeight.bar;
  }
  placeRunning(figure, options);
  options.yAxis.forEach((axis) => { axis.axisTick = { show: false }; });
  options.xAxis.forEach((axis) => { axis.axisLabel = { ...axis.axisLabel, alignMinLabel: 'left', alignMaxLabel: 'right' }; });
  options.tooltip.axisPointer = { type: 'none' };
  return options;
}

/** Puts the running share into its lane, or leaves it to the words. */
function placeRunning(figure, options) {
  if (options.xAxis.length < 2) return;
  if (!figure.lane) {
    options.series = options.series.filter((series) => series.type !== 'line');
    return;
  }
  const { from, to, width } = figure.lane;
  Object.assign(options.xAxis[1], { min: -from / (to - from), max: (width - from) / (to - from) });
}

/** A small figure names its first and last month only. */
function onlyEnds(options) {
  const last = (options.xAxis[0].data?.length ?? 1) - 1;
  options.xAxis[0].axisLabel = {
    ...options.xAxis[0].axisLabel, interval: (i) => i === 0 || i === last, showMinLabel: true, showMaxLabel: true,
    alignMinLabel: 'left', alignMaxLabel: 'right', fontSize: 12,
  };
}

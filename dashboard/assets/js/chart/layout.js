// Where things stand: figures of rows are as high as their rows need at this width, so that no name is cut.

export const rowHeight = {
  line: 18, // of text
  bar: 14,
  gap: 4, // between a name and its bar
  space: 12, // between two rows
  band: (figure) => figure.labelLines * rowHeight.line + rowHeight.gap + rowHeight.bar + rowHeight.space,
};

const axisHeight = 28;
const narrow = 480; // a figure narrower than this has fewer axis labels

/** Sets a figure's own measures and the height of its box before it is drawn. */
export function measure(figure, box, outer, font) {
  if (figure.layout !== 'rows') return;
  const width = outer - 16;
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `13px ${font}`;
  const valueWidth = Math.max(0, ...figure.rows.map((row) => pen.measureText(row.value ?? '').width));
  const labelWidth = Math.max(120, Math.floor(width - valueWidth - 16));
  figure.labels = figure.rows.map((row) => wrap(pen, row.label, labelWidth));
  figure.labelLines = Math.max(1, ...figure.labels.map((lines) => lines.length));
  setHeight(box, topOf(figure) + figure.rows.length * rowHeight.band(figure) + axisHeight);
}

/** Breaks a text between words. The library's own breaking takes every Cyrillic letter for as wide as a Chinese one. */
function wrap(pen, text, width) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    const longer = lines[last] ? `${lines[last]} ${word}` : word;
    if (lines[last] && pen.measureText(longer).width > width) lines.push(word);
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
  const edge = figure.small ? 4 : 8;
  options.grid = { left: edge, right: edge + 4, top: 12, bottom: edge, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' };
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
  options.grid = { left: 8, right: 8, top: topOf(figure), bottom: axisHeight, outerBoundsMode: 'none' };
  options.series.push({
    type: 'custom', renderItem: 'fmt:rowText', silent: true, z: 3, encode: { x: 0, y: 1 },
    data: figure.rows.map((row, i) => [0, i]), tooltip: { show: false }, animation: false,
  });
  for (const series of options.series) {
    if (series.type === 'bar') series.barWidth = rowHeight.bar;
    if (series.type === 'line') series.z = 1; // a running share passes under names and bars
  }
  options.yAxis.forEach((axis) => { axis.axisTick = { show: false }; });
  options.xAxis.forEach((axis) => { axis.axisLabel = { ...axis.axisLabel, alignMinLabel: 'left', alignMaxLabel: 'right' }; });
  options.tooltip.axisPointer = { type: 'none' };
  return options;
}

/** A small figure names its first and last month only. */
function onlyEnds(options) {
  const last = (options.xAxis[0].data?.length ?? 1) - 1;
  options.xAxis[0].axisLabel = {
    ...options.xAxis[0].axisLabel, interval: (i) => i === 0 || i === last, showMinLabel: true, showMaxLabel: true,
    alignMinLabel: 'left', alignMaxLabel: 'right', fontSize: 12,
  };
}

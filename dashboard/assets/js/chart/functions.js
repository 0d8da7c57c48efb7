import { formsOf } from '../bgfmt.js';
import { rowHeight } from './layout.js';
import { plain } from './plain.js';

/** The functions that options may name, for one figure. */
export function functionsFor(figure, theme, lang) {
  const forms = formsOf(lang);
  return {
    count: (x) => forms.number(x, 0),
    share: (x) => forms.percent(x, 0),
    score: (x) => forms.number(x, 0),
    minutes: (x) => forms.number(x, Number.isInteger(x) ? 0 : 1),
    days: (x) => forms.number(x, Number.isInteger(x) ? 0 : 1),
    tip: (params) => tip(figure, params),
    whisker: (params, api) => whisker(theme, api, false),
    whiskerRow: (params, api) => whisker(theme, api, true),
    rowText: (params, api) => rowText(figure, theme, params, api),
  };
}

/** The words the server chose for the group that is pointed at. */
function tip(figure, params) {
  const at = Array.isArray(params) ? params[0] : params;
  const row = figure.rows[at?.dataIndex];
  return row ? plain(row.tip) : '';
}

/** An interval: a thin line between its limits with a short stroke at each. */
function whisker(theme, api, lying) {
  const place = api.value(0);
  const [low, high] = [api.value(1), api.value(2)].map((limit) => api.coord(lying ? [limit, place] : [place, limit]));
  const stroke = 3;
  const end = ([x, y]) => (lying ? { x1: x, x2: x, y1: y - stroke, y2: y + stroke } : { x1: x - stroke, x2: x + stroke, y1: y, y2: y });
  const style = { stroke: theme.color('ink-muted'), lineWidth: 1.25, fill: null };
  const line = (shape) => ({ type: 'line', shape, style, silent: true });
  return { type: 'group', children: [line({ x1: low[0], y1: low[1], x2: high[0], y2: high[1] }), line(end(low)), line(end(high))] };
}

/** The name of a row above its bar on the left, with what is behind it; its figure on the right. Names wrap; they are never cut. */
function rowText(figure, theme, params, api) {
  const i = params.dataIndex;
  const { name, of, at, below } = figure.texts[i];
  const area = params.coordSys;
  const [, middle] = api.coord([0, i]);
  const bottom = middle - rowHeight.bar / 2 - rowHeight.gap;
  const text = (words, more) => ({
    type: 'text',
    style: { text: plain(words), font: `13px ${theme.font}`, fill: theme.color('ink-muted'), stroke: theme.color('card'), lineWidth: 3, y: bottom, textVerticalAlign: 'bottom', lineHeight: rowHeight.line, ...more },
  });
  return {
    type: 'group',
    children: [
      text(name.join('\n'), { x: area.x, y: bottom - (below ? rowHeight.line : 0), fill: theme.color('ink') }),
      ...(of ? [text(of, { x: area.x + at })] : []),
      text(figure.rows[i].value ?? '', { x: area.x + area.width, textAlign: 'right' }),
    ],
  };
}

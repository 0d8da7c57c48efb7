import { init } from './echarts.js';
import { functionsFor } from './functions.js';
import { measure, place } from './layout.js';
import { resolve } from './resolve.js';
import { readTheme } from './theme.js';

const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** One chart of the page: draws itself from the JSON beside it, and again when its width or the theme changes. */
export class Figure {
  constructor(box) {
    this.box = box;
    this.source = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    this.width = 0;
    this.draw(true);
    new ResizeObserver(() => this.fit()).observe(box);
  }

  draw(first = false) {
    const figure = { ...this.source };
    const theme = readTheme();
    measure(figure, this.box, theme.font);
    this.width = this.box.clientWidth;
    if (this.width === 0) return;
    this.chart?.dispose();
    this.chart = init(this.box, null, { renderer: 'svg', locale: 'BG' });
    const options = place(figure, structuredClone(figure.option), this.width);
    const drawn = resolve(options, theme.color, functionsFor(figure, theme, document.documentElement.lang));
    this.chart.setOption({
      animation: first && !calm.matches, animationDuration: 160, animationEasing: 'cubicOut',
      textStyle: { fontFamily: theme.font }, ...drawn, tooltip: { ...drawn.tooltip, ...tooltipLook(theme) },
    });
    this.follow(figure);
  }

  /** A width that changed by more than a scroll bar needs new measures. */
  fit() {
    if (this.box.clientWidth !== this.width) this.draw();
  }

  /** A click on a group narrows the page to it, as the link in the table does for the keyboard. */
  follow(figure) {
    const canvas = this.chart.getZr();
    const linkAt = (event) => {
      const point = [event.offsetX, event.offsetY];
      if (!this.chart.containPixel('grid', point)) return undefined;
      const [x, y] = this.chart.convertFromPixel({ seriesIndex: 0 }, point);
      return figure.rows[figure.layout === 'rows' ? y : x]?.link;
    };
    canvas.on('mousemove', (event) => canvas.setCursorStyle(linkAt(event) ? 'pointer' : 'default'));
    canvas.on('click', (event) => {
      const link = linkAt(event);
      if (link) location.assign(link);
    });
  }
}

function tooltipLook(theme) {
  return {
    backgroundColor: theme.color('card'), borderColor: theme.color('line-strong'), borderWidth: 1, padding: [8, 12],
    textStyle: { color: theme.color('ink'), fontSize: 13, lineHeight: 20, fontFamily: theme.font },
  };
}

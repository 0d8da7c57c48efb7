import { init } from './echarts.js';
import { functionsFor } from './functions.js';
import { measure, place } from './layout.js';
import { resolve } from './resolve.js';
import { readTheme } from './theme.js';

const calm = matchMedia('(prefers-reduced-motion: reduce)');

// In CSS pixels: about what A4 leaves between its margins, and the height of figures whose rows do not decide it.
const paper = { width: 690, height: 240, smallHeight: 120 };

/** One chart of the page: draws itself from the JSON beside it, and again when its width or the theme changes. */
export class Figure {
  constructor(box) {
    this.box = box;
    this.source = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    this.width = 0;
    this.paper = false;
    this.draw(true);
    new ResizeObserver(() => this.fit()).observe(box);
  }

  draw(first = false) {
    const figure = { ...this.source };
    const theme = readTheme();
    const width = this.paper ? paper.width : this.box.clientWidth;
    this.width = width;
    if (width === 0) return;
    measure(figure, this.box, width, theme.font);
    this.chart?.dispose();
    this.chart = init(this.box, null, { renderer: 'svg', locale: 'BG', width, height: this.heightOf(figure) });
    const options = place(figure, structuredClone(figure.option), width);
    const drawn = resolve(options, theme.color, functionsFor(figure, theme, document.documentElement.lang));
    this.chart.setOption({
      animation: first && !calm.matches, animationDuration: 160, animationEasing: 'cubicOut',
      textStyle: { fontFamily: theme.font }, ...drawn, tooltip: { ...drawn.tooltip, ...tooltipLook(theme) },
    });
    this.explain(figure);
    if (this.paper) this.scale();
    this.follow(figure);
  }

  /** The legend names the running share only where its line is drawn. */
  explain(figure) {
    const key = this.box.parentElement.querySelector('.legend [data-swatch="running"]')?.parentElement;
    if (key) key.hidden = !figure.lane;
  }

  /** The height that the style sheet of the page does not give; undefined where it does. */
  heightOf(figure) {
    if (!this.paper || figure.layout === 'rows') return undefined;
    return figure.small ? paper.smallHeight : paper.height;
  }

  /** Draws for the printer or for the screen again. The width of a page is not known before it is laid out. */
  print(printing) {
    this.paper = printing;
    this.draw();
  }

  /** Lets the printed page stretch the drawing to its own width. */
  scale() {
    const svg = this.box.querySelector('svg');
    svg.setAttribute('viewBox', `0 0 ${this.chart.getWidth()} ${this.chart.getHeight()}`);
  }

  /** A width that changed by more than a scroll bar needs new measures. */
  fit() {
    if (!this.paper && this.box.clientWidth !== this.width) this.draw();
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

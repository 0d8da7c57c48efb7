// Draws the figures of a page. The numbers stand in the page as JSON and, for everybody, as a table below each figure.
import { Figure } from './chart/figure.js';
import { copyLinks } from './chart/copy.js';

async function start() {
  await document.fonts.ready; // names are measured before they are drawn
  const figures = [...document.querySelectorAll('[data-chart]')].map((box) => new Figure(box));
  const redraw = () => figures.forEach((figure) => figure.draw());

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  matchMedia('print').addEventListener('change', (media) => figures.forEach((figure) => figure.print(media.matches)));
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ['data-theme', 'class'] });
}

copyLinks();
start();

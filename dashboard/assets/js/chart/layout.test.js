import assert from 'node:assert/strict';
import { test } from 'node:test';

import { place, textsOf } from './layout.js';

const size = (text) => text.length * 10; // every letter is as wide as any other
const row = (label, of, value) => ({ label, of, ofShort: 'от 7', value });

test('what fits on one line stands on one line', () => {
  const [text] = textsOf([row('Такси', '7 отговора', '72 %')], 400, size);
  assert.deepEqual(text, { name: ['Такси'], of: '\u00b7 7 отговора', at: 60 });
});

test('where one row is too long, all names get the whole width and the items a line of their own', () => {
  const texts = textsOf([row('Такси', '7 отговора', '72 %'), row('Удостоверение за наследници', '7 отговора', '72 %')], 300, size);
  assert.deepEqual(texts.map((text) => [text.name, text.of, text.below]), [
    [['Такси'], '7 отговора', true], [['Удостоверение за наследници'], '7 отговора', true],
  ]);
});

test('items that do not fit beside the figure are told in short, in every row', () => {
  const texts = textsOf([row('Такси', '7 услуги', '72 %'), row('Друго', '7 услуги с известен изход', '72 % (60–80)')], 300, size);
  assert.deepEqual(texts.map((text) => text.of), ['от 7', 'от 7']);
});

test('a name wraps between words and stays clear of the figure', () => {
  const [text] = textsOf([row('Физическа достъпност на сградата', undefined, '5')], 240, size);
  assert.deepEqual(text.name, ['Физическа достъпност', 'на сградата']);
});

const pareto = (lane) => {
  const options = { series: [{ type: 'bar' }, { type: 'line' }], xAxis: [{}, { min: 0, max: 1 }], yAxis: [{}], tooltip: {} };
  return place({ layout: 'rows', rows: [], labelLines: 1, lane }, options, 300);
};

test('a running share keeps to its lane, between the names and the figures', () => {
  const axis = pareto({ from: 100, to: 200, width: 300 }).xAxis[1];
  const at = (share) => (300 * (share - axis.min)) / (axis.max - axis.min);
  assert.deepEqual([at(0), at(1)], [100, 200]);
});

test('without a lane no line is drawn', () => {
  assert.ok(!pareto(undefined).series.some((series) => series.type === 'line'));
});

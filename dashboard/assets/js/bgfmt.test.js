import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { formsOf } from './bgfmt.js';

const table = JSON.parse(readFileSync(new URL('../../testdata/forms.json', import.meta.url), 'utf8'));

for (const { form, args, bg, en } of table) {
  test(`${form}(${args.join(', ')})`, () => {
    assert.equal(formsOf('bg')[form](...args), bg);
    assert.equal(formsOf('en')[form](...args), en);
  });
}

test('what is not a number is a dash', () => {
  assert.equal(formsOf('bg').number(NaN, 1), '–');
  assert.equal(formsOf('bg').percent(Infinity, 0), '–');
});

test('a language the house does not speak falls back to Bulgarian', () => {
  assert.equal(formsOf('de').number(1.5, 1), '1,5');
});

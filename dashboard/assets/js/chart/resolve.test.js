import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plain } from './plain.js';
import { resolve } from './resolve.js';
import { mix } from './theme.js';

const share = () => '72 %';
const resolved = (options) => resolve(options, (role) => `colour of ${role}`, { share });

test('names become colours and functions at their own keys', () => {
  assert.deepEqual(resolved({ axis: [{ formatter: 'fmt:share', color: '@line' }] }), { axis: [{ formatter: share, color: 'colour of line' }] });
});

test('a text is a text wherever else it stands', () => {
  const data = { name: 'fmt:share', data: ['@line', { value: '__f__alert(1)__f__' }], label: '</script>' };
  assert.deepEqual(resolved(data), data);
});

test('a function nobody knows is left out, and none is reached through the prototype', () => {
  assert.deepEqual(resolved({ formatter: 'fmt:nothing', renderItem: 'alert(1)' }), {});
  assert.deepEqual(resolved({ formatter: 'fmt:constructor' }), {});
});

test('colours are mixed with the card', () => {
  assert.equal(mix('#000000', '#ffffff', 0.5), '#808080');
  assert.equal(mix('#f00', '#000', 1), '#ff0000');
  assert.equal(mix('rgb(1 2 3)', '#000', 0.5), 'rgb(1 2 3)');
});

test('a brace in a name begins no mark-up', () => {
  assert.ok(!/\{[a-z]+\|/.test(plain('{b|дебело}')));
});

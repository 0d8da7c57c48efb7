// Colours come from the style sheets, so that light, dark and print are designed in one place.

/** Reads the custom properties that stand now; made anew whenever the theme changes. */
export function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const property = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    color: (role) => colour(property, role),
    font: getComputedStyle(document.body).fontFamily,
  };
}

/** "@line" is the property --line; "@improve/40" is 40 % of it on the card. */
function colour(property, role) {
  const [name, percent] = role.split('/');
  const value = property(name);
  if (!percent) return value;
  return mix(value, property('card'), Number(percent) / 100);
}

/** Mixes two colours given as #rgb or #rrggbb; anything else is left as it is. */
export function mix(over, under, share) {
  const a = channels(over);
  const b = channels(under);
  if (!a || !b) return over;
  return '#' + a.map((x, i) => Math.round(x * share + b[i] * (1 - share)).toString(16).padStart(2, '0')).join('');
}

function channels(hex) {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(hex);
  if (short) return short.slice(1).map((c) => parseInt(c + c, 16));
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  return long && long.slice(1).map((c) => parseInt(c, 16));
}

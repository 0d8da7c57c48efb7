// Numbers and months as the server writes them (package text in Go). Both are tested against testdata/forms.json.

const nbsp = '\u00a0';
const minus = '\u2212';
const noNumber = '–';

const languages = {
  bg: {
    decimal: ',', group: nbsp, groupFrom: 5, percent: (s) => s + nbsp + '%',
    months: ['яну', 'фев', 'мар', 'апр', 'май', 'юни', 'юли', 'авг', 'сеп', 'окт', 'ное', 'дек'],
  },
  en: {
    decimal: '.', group: ',', groupFrom: 4, percent: (s) => s + '%',
    months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  },
};

/** The forms of a language; Bulgarian for one the house does not speak. */
export function formsOf(lang) {
  const form = languages[lang] ?? languages.bg;
  return {
    number: (x, decimals) => number(form, x, decimals),
    percent: (share, decimals) => (Number.isFinite(share) ? form.percent(number(form, share * 100, decimals)) : noNumber),
    monthShort: (month) => monthShort(form, month),
  };
}

/** A number with a fixed count of decimals, halves away from zero. */
function number(form, x, decimals) {
  if (!Number.isFinite(x)) return noNumber;
  const rounded = roundHalfAway(x, decimals);
  const [whole, fraction] = Math.abs(rounded).toFixed(decimals).split('.');
  const sign = rounded < 0 ? minus : '';
  return sign + grouped(form, whole) + (fraction ? form.decimal + fraction : '');
}

/** The first rounding, six digits further, restores halves that only the binary form has lost: 57.5 is 57.49999999999999. */
function roundHalfAway(x, decimals) {
  const scale = 10 ** decimals;
  let scaled = x * scale;
  if (Math.abs(scaled) < 1e9) scaled = awayFromZero(scaled * 1e6) / 1e6;
  return awayFromZero(scaled) / scale;
}

function awayFromZero(x) {
  return Math.sign(x) * Math.round(Math.abs(x));
}

function grouped(form, digits) {
  if (digits.length < form.groupFrom) return digits;
  return digits.replace(/\B(?=(\d{3})+$)/g, form.group);
}

/** A month given as "2026-03" for an axis: "мар 26". What is not a month is given back as it is. */
function monthShort(form, month) {
  const found = /^\d{2}(\d{2})-(0[1-9]|1[0-2])$/.exec(month);
  return found ? `${form.months[Number(found[2]) - 1]} ${found[1]}` : month;
}

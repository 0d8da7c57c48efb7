// Prints the Bulgarian holidays of 2017 to 2035 as the package date-holidays knows them: the public ones, and 26 December,
// which it files as an observance although the Labour Code counts it. It knows no days off in place of holidays and leaves out
// the Saturday of Easter.
'use strict';
const Holidays = require('date-holidays');
const bg = new Holidays('BG');
const years = {};
for (let year = 2017; year <= 2035; year++) {
  const days = bg.getHolidays(year).filter((h) => h.type === 'public' || h.rule === '12-26');
  years[year] = {
    easter: days.find((h) => h.rule === 'orthodox').date.slice(0, 10),
    days: days.map((h) => h.date.slice(0, 10)).sort(),
  };
}
process.stdout.write(JSON.stringify(years));

// Only what our figures draw with: two thirds of the library stay at home.
import { init, registerLocale, use } from 'echarts/core';
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, CustomChart, LineChart, ScatterChart, AriaComponent, GridComponent, TooltipComponent, SVGRenderer]);

// The library ships no Bulgarian. Our figures bring their own words; these are for what it may say by itself.
registerLocale('BG', {
  time: {
    month: ['януари', 'февруари', 'март', 'април', 'май', 'юни', 'юли', 'август', 'септември', 'октомври', 'ноември', 'декември'],
    monthAbbr: ['яну', 'фев', 'мар', 'апр', 'май', 'юни', 'юли', 'авг', 'сеп', 'окт', 'ное', 'дек'],
    dayOfWeek: ['неделя', 'понеделник', 'вторник', 'сряда', 'четвъртък', 'петък', 'събота'],
    dayOfWeekAbbr: ['нд', 'пн', 'вт', 'ср', 'чт', 'пт', 'сб'],
  },
  legend: { selector: { all: 'Всички', inverse: 'Обратно' } },
  toolbox: {},
  series: { typeNames: { line: 'линия', bar: 'стълбове', scatter: 'точки', custom: 'фигура' } },
  aria: {
    general: { withTitle: '{title}', withoutTitle: '' },
    series: { single: { prefix: '', withName: '', withoutName: '' }, multiple: { prefix: '', withName: '', withoutName: '', separator: { middle: '', end: '' } } },
    data: { allData: '', partialData: '', withName: '{name} {value}', withoutName: '{value}', separator: { middle: ', ', end: '. ' } },
  },
});

export { init };

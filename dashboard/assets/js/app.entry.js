// What every page of the dashboard does beyond plain HTML. Without this file everything still works.
import { closeMenus } from './menus.js';
import { watchForms } from './forms.js';
import { offerCopying } from './copy.js';
import { printTables } from './print.js';

closeMenus(document);
watchForms(document);
offerCopying(document);
printTables(document);

// Tabs that do not fit a phone scroll; the one the reader is at is in sight.
document.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

// What every page of the dashboard does beyond plain HTML. Without this file everything still works.
import { closeMenus } from './menus.js';
import { watchForms } from './forms.js';
import { offerCopying } from './copy.js';
import { printTables } from './print.js';

closeMenus(document);
watchForms(document);
offerCopying(document);
printTables(document);

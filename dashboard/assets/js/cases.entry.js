// The case register by keyboard. Everything here can also be done with Tab and Enter; without this file nothing is missing.
import { letRowsBeWalked } from './casekeys.js';

letRowsBeWalked(document);

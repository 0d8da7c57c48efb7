// Package ingest turns what arrives at the doors into facts: answers from kiosks, forms and surveys, records from files of
// other systems, case facts from the register. It keeps two promises.
//
// Accepted means safe: Responses.Accept returns only after the answer is on disk in the spool of this machine, so every
// citizen's door stays open while ClickHouse is away; the loader delivers later and deletes only what the server confirmed.
//
// The order of arrival does not matter: of two versions of a record the greater source version wins, whichever came first.
//
// To add a kind of fact, add an entry to facts; to add a system that sends records, add a profile to the folder profiles.
package ingest
